package dev.sluice.ingest.gateway.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.origin.http.Page;
import dev.sluice.origin.http.PageHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The pages of a console, and below {@code /live/} the files of a directory. */
final class ConsoleServer implements AutoCloseable {
  private static final String LIVE = "/live/";

  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final HttpServer server;

  ConsoleServer(Console console, Path live) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    register(console.listPages());
    register(console.playerPages());
    register(console.playerPrefixes());
    server.createContext(
        LIVE,
        exchange -> answer(exchange, path -> file(live.resolve(path.substring(LIVE.length())))));
    server.start();
  }

  URI base() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void register(Map<String, PageHandler> pages) {
    pages.forEach(
        (path, handler) -> server.createContext(path, exchange -> answer(exchange, handler)));
  }

  private static void answer(HttpExchange exchange, PageHandler handler) throws IOException {
    try (exchange) {
      Page page = handler.handle(exchange.getRequestURI().getPath());
      exchange.getResponseHeaders().set("Content-Type", page.contentType());
      exchange.getResponseHeaders().set("Cache-Control", page.cacheControl());
      exchange.sendResponseHeaders(page.status(), page.body().length);
      exchange.getResponseBody().write(page.body());
    }
  }

  private static Page file(Path file) {
    try {
      String type =
          file.toString().endsWith(".ts") ? "video/mp2t" : "application/vnd.apple.mpegurl";
      return new Page(200, type, "no-cache", Files.readAllBytes(file));
    } catch (IOException e) {
      return new Page(404, "text/plain", "no-store", "not here".getBytes());
    }
  }
}
