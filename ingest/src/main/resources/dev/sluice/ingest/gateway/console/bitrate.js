// How many bits a second the picture and the sound take.

/** Counts what was loaded, by segment: a single part says little, for the first of a segment is the largest. */
export class Bitrate {
  #tracks = new Map();

  /** Takes a segment, or a part of one, as hls.js tells of it. */
  add({ frag, part, stats }) {
    const { duration } = part ?? frag;
    if (!(duration > 0)) return;
    const track = this.#tracks.get(frag.type) ?? { sn: frag.sn, bits: 0, seconds: 0, rate: 0 };
    if (track.sn !== frag.sn) Object.assign(track, { sn: frag.sn, bits: 0, seconds: 0, rate: track.bits / track.seconds });
    track.bits += stats.total * 8;
    track.seconds += duration;
    this.#tracks.set(frag.type, track);
  }

  /** Bits a second of the last whole segments of all tracks together, 0 if unknown. */
  get value() {
    return [...this.#tracks.values()].reduce((sum, { rate, bits, seconds }) => sum + (rate || bits / seconds), 0);
  }

  reset() {
    this.#tracks.clear();
  }
}
