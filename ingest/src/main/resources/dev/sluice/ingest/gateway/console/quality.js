// The menu of levels: Auto, then every rendition from the largest to the smallest.

const AUTO = 'auto';

/** A level in words, e.g. "720p30 · 2500 kb/s". */
function describe({ name, bitrate }) {
  return bitrate ? `${name} · ${Math.round(bitrate / 1000)} kb/s` : name;
}

/** Keeps a select element in step with a Playback: it shows the level that plays and sets the one that is wanted. */
export class QualityMenu {
  #select;
  #playback;
  #shown = '';

  constructor(select, playback) {
    this.#select = select;
    this.#playback = playback;
    select.addEventListener('change', () => {
      playback.wantLevel(select.value === AUTO ? null : select.value);
      this.update();
    });
  }

  /** Shows what there is and what plays; cheap when nothing has changed. */
  update() {
    const { levels, playingLevel, wantedLevel } = this.#playback;
    const shown = JSON.stringify([levels, playingLevel?.name, wantedLevel]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#select.hidden = levels.length < 2;
    const auto = playingLevel && !wantedLevel ? `Auto · ${playingLevel.name}` : 'Auto';
    this.#fill([[AUTO, auto], ...levels.map((level) => [level.uri, describe(level)])]);
    const isThere = levels.some(({ uri }) => uri === wantedLevel);
    this.#select.value = isThere ? wantedLevel : AUTO;
  }

  // An open menu keeps its place while texts change, so options are changed and not replaced.
  #fill(entries) {
    const { options } = this.#select;
    while (options.length > entries.length) this.#select.remove(options.length - 1);
    entries.forEach(([value, text], i) => {
      if (i === options.length) this.#select.add(new Option(text, value));
      if (options[i].value !== value) options[i].value = value;
      if (options[i].text !== text) options[i].text = text;
    });
  }
}
