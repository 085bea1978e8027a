// The menu of levels: Auto, then every rendition from the largest to the smallest.

const AUTO = 'auto';

/** A level in words, e.g. "720p30 · 2500 kb/s". */
function describe({ name, bitrate }) {
  return bitrate ? `${name} · ${Math.round(bitrate / 1000)} kb/s` : name;
}

/** Keeps a select element in step with Levels: it shows the level that plays and sets the one that is wanted. */
export class QualityMenu {
  #select;
  #levels;
  #shown = '';

  constructor(select, levels) {
    this.#select = select;
    this.#levels = levels;
    select.addEventListener('change', () => {
      levels.want(select.value === AUTO ? null : select.value);
      this.update();
    });
  }

  /** Shows what there is and what plays; cheap when nothing has changed. */
  update() {
    const { all, playing, wanted } = this.#levels;
    const shown = JSON.stringify([all, playing?.name, wanted]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#select.hidden = all.length < 2;
    const auto = playing && !wanted ? `Auto · ${playing.name}` : 'Auto';
    this.#fill([[AUTO, auto], ...all.map((level) => [level.name, describe(level)])]);
    const isThere = all.some(({ name }) => name === wanted);
    this.#select.value = isThere ? wanted : AUTO;
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
