/** Knows when rows must not move: somebody's pointer or focus is on them, or they have scrolled into the list. */
export class ListHold {
  readonly #main: HTMLElement;
  readonly #settle: () => void;
  readonly #button: HTMLButtonElement;
  #pointerInside = false;
  #waiting = 0;

  constructor(main: HTMLElement, settle: () => void) {
    this.#main = main;
    this.#settle = settle;
    this.#button = newRowsButton(() => {
      settle();
      scrollTo({ top: 0 });
    });
    main.querySelector('.found')?.after(this.#button);
    for (const wrap of main.querySelectorAll('.wrap')) {
      wrap.addEventListener('pointerenter', () => {
        this.#pointerInside = true;
      });
      wrap.addEventListener('pointerleave', () => {
        this.#pointerInside = false;
        this.#maybeSettle();
      });
    }
    addEventListener('scroll', () => this.#maybeSettle(), { passive: true });
  }

  get held(): boolean {
    return this.#pointerInside || scrollY > 240 || this.#main.querySelector('.wrap :focus-visible') !== null;
  }

  /** Says how many rows wait. */
  tell(count: number): void {
    this.#waiting = count;
    this.#button.hidden = count === 0;
    this.#button.textContent = count === 1 ? '1 new row' : `${count} new rows`;
  }

  #maybeSettle(): void {
    if (this.#waiting > 0 && !this.held) this.#settle();
  }
}

function newRowsButton(onClick: () => void): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'new-rows';
  button.hidden = true;
  button.setAttribute('aria-live', 'polite');
  button.addEventListener('click', onClick);
  return button;
}
