// The slider over what can be played, and where in it the picture is.

/** Seconds behind the live edge in words, e.g. "−1:05". */
function describe(seconds) {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const two = (value) => String(value).padStart(2, '0');
  return `−${hours ? `${hours}:${two(minutes)}` : minutes}:${two(whole % 60)}`;
}

/** Keeps a range element in step with a Playback, and seeks where it is moved to. */
export class SeekBar {
  #slider;
  #behind;
  #edge;
  #playback;
  #isHeld = false;

  /** Takes the slider, the text beside it and the button that goes live. */
  constructor(slider, behind, edge, playback) {
    this.#slider = slider;
    this.#behind = behind;
    this.#edge = edge;
    this.#playback = playback;
    slider.addEventListener('input', () => {
      this.#isHeld = true;
      this.#say();
    });
    // One that is dragged and put back where it was does not change.
    slider.addEventListener('blur', () => this.#release());
    // A pointer may leave the slider before it lets go.
    for (const event of ['pointerup', 'pointercancel']) window.addEventListener(event, () => this.#release());
    slider.addEventListener('change', () => {
      this.#release();
      const range = playback.range;
      if (range) playback.seekTo(range.endMs - this.#secondsBehind * 1000);
    });
    edge.addEventListener('click', () => playback.goLive());
  }

  /** Shows what there is and where the picture is; while the slider is held it stays where it is held. */
  update() {
    const { range, isAtEdge } = this.#playback;
    this.#slider.disabled = !range;
    this.#edge.disabled = isAtEdge;
    if (!range || this.#isHeld) return;
    // Counted from the live edge, so that what moves by itself is the picture and not the edge.
    this.#slider.min = String(Math.round((range.startMs - range.endMs) / 1000));
    this.#slider.value = isAtEdge ? '0' : String((range.shownMs - range.endMs) / 1000);
    this.#say(isAtEdge);
  }

  #release() {
    this.#isHeld = false;
  }

  get #secondsBehind() {
    return -Number(this.#slider.value);
  }

  #say(isAtEdge = this.#secondsBehind === 0) {
    this.#behind.textContent = isAtEdge ? 'Live' : describe(this.#secondsBehind);
    this.#slider.setAttribute('aria-valuetext', this.#behind.textContent);
  }
}
