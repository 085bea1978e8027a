package dev.sluice.ingest.rtmp;

import dev.sluice.ingest.channel.PublishListener;
import dev.sluice.ingest.channel.PublishListener.Refusal;
import dev.sluice.ingest.channel.PublishRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Accepts at once, refuses, or leaves the answer to the test. */
final class FakeDoor implements PublishDoor {
  enum Answer {
    ACCEPT,
    REFUSE,
    LATER
  }

  final List<PublishRequest> requests = new CopyOnWriteArrayList<>();
  final List<FakePublication> publications = new CopyOnWriteArrayList<>();
  volatile Answer answer = Answer.ACCEPT;
  volatile Refusal refusal = Refusal.UNAUTHORIZED;
  volatile PublishListener waiting;
  volatile int withdrawnCount;

  @Override
  public AutoCloseable requestPublish(PublishRequest request, PublishListener listener) {
    requests.add(request);
    switch (answer) {
      case ACCEPT -> accept(listener);
      case REFUSE -> listener.onRefused(refusal, "The key is not valid.");
      default -> waiting = listener;
    }
    return () -> withdrawnCount++;
  }

  void accept(PublishListener listener) {
    FakePublication publication = new FakePublication();
    publications.add(publication);
    listener.onAccepted(publication);
  }

  FakePublication publication() {
    return publications.get(publications.size() - 1);
  }
}
