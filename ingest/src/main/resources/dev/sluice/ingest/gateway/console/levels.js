// The renditions of a channel and the viewer's choice among them.

function asLevel({ height, frameRate, bitrate, averageBitrate }) {
  const name = height ? `${height}p${frameRate ? Math.round(frameRate) : ''}` : 'audio';
  return { name, height, frameRate, bitrate: averageBitrate || bitrate };
}

/** Keeps the choice through all the players of a page, one hls.js after the other, whichever playlist each of them plays. */
export class Levels {
  #hls = null;
  #wanted = null;

  /** Goes with a player that is to play its first playlist; null where the browser plays by itself. */
  attach(hls) {
    this.#hls = hls;
    hls?.on(window.Hls.Events.MANIFEST_PARSED, () => {
      const index = this.#wantedIndex();
      if (index >= 0) hls.loadLevel = index;
    });
  }

  /** The renditions to choose from, the largest first: name, height, frameRate and bitrate; 0 is unknown. */
  get all() {
    return (this.#hls?.levels ?? []).map(asLevel).reverse();
  }

  /** The rendition of the picture, null if unknown. */
  get playing() {
    const level = this.#hls?.levels?.[this.#hls.currentLevel];
    return level ? asLevel(level) : null;
  }

  /** Name of the rendition that was asked for, null for the best that the connection carries. */
  get wanted() {
    return this.#wanted;
  }

  /** Asks for a rendition by its name, null for automatic; holds for the streams to come as well, as far as they have it. */
  want(name) {
    this.#wanted = name;
    const index = this.#wantedIndex();
    // A choice is to be seen soon, so what is buffered of another level is dropped; Auto may keep it.
    if (index >= 0) this.#hls.nextLevel = index;
    else if (this.#hls) this.#hls.loadLevel = index;
  }

  #wantedIndex() {
    return (this.#hls?.levels ?? []).findIndex((level) => asLevel(level).name === this.#wanted);
  }
}
