import type { LiveState } from './live-socket.ts';

const words: Readonly<Record<LiveState | 'paused', string>> = {
  connecting: 'connecting',
  live: 'live',
  waiting: 'not connected, trying again',
  blocked: 'live updates are blocked on the way',
  paused: 'paused',
};

/** Says in the header whether the page is live, and pauses it. */
export class LiveStatus {
  readonly #button = document.createElement('button');
  #paused = false;
  #state: LiveState = 'connecting';

  constructor() {
    this.#button.type = 'button';
    this.#button.className = 'live-state';
    // A page that follows nothing has nothing to say.
    this.#button.hidden = true;
    document.querySelector('header.top')?.append(this.#button);
  }

  show(state: LiveState): void {
    this.#state = state;
    this.#button.hidden = false;
    this.#draw();
  }

  onToggle(toggle: (paused: boolean) => void): void {
    this.#button.addEventListener('click', () => {
      this.#paused = !this.#paused;
      this.#draw();
      toggle(this.#paused);
    });
  }

  #draw(): void {
    const shown = this.#paused ? 'paused' : this.#state;
    this.#button.dataset.state = shown;
    this.#button.textContent = words[shown];
    this.#button.title =
      shown === 'blocked'
        ? 'A proxy between you and Hindsight does not pass WebSockets on. Add reload=10 to the address to have the page reloaded instead.'
        : this.#paused
          ? 'Go on with live updates'
          : 'Pause live updates';
  }
}
