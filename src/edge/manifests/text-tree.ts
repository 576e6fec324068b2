import { EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException } from 'js-yaml';

/** A node of a YAML text with where it is written. Offsets count UTF-16 units of the document. */
export type TextNode = TextScalar | TextMapping | TextSequence | TextAlias;

interface Spot {
  readonly start: number;
}

/** A scalar, with its end. */
export interface TextScalar extends Spot {
  readonly type: 'scalar';
  readonly end: number;
  readonly text: string;
}

/** A mapping's pairs, in order, doubles included. */
export interface TextMapping extends Spot {
  readonly type: 'mapping';
  readonly pairs: readonly { readonly key: TextNode; readonly value: TextNode }[];
}

/** A list. */
export interface TextSequence extends Spot {
  readonly type: 'sequence';
  readonly items: readonly TextNode[];
}

/** `*name`, with what it stands for. */
export interface TextAlias extends Spot {
  readonly type: 'alias';
  readonly end: number;
  readonly target: TextNode | undefined;
}

/** The nodes of a document; undefined for text that cannot be read. Costs about as much as reading it. */
export function textTree(content: string): TextNode | undefined {
  try {
    return new TreeBuilder(content, parseEvents(content, { maxDepth: 200 })).root();
  } catch (error) {
    if (error instanceof YAMLException || error instanceof RangeError) return undefined;
    throw error;
  }
}

class TreeBuilder {
  readonly #content: string;
  readonly #events: readonly Event[];
  readonly #anchors = new Map<string, TextNode>();
  #next = 0;

  constructor(content: string, events: readonly Event[]) {
    this.#content = content;
    this.#events = events;
  }

  root(): TextNode | undefined {
    const first = this.#events[this.#next++];
    return first?.type === EVENT_ID.DOCUMENT ? this.#node() : undefined;
  }

  /** The node that begins here; undefined at the end of what it stands in. */
  #node(): TextNode | undefined {
    const event = this.#events[this.#next++];
    if (event === undefined || event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT) return undefined;
    if (event.type === EVENT_ID.ALIAS) {
      const name = this.#content.slice(event.anchorStart, event.anchorEnd);
      return { type: 'alias', start: event.anchorStart - 1, end: event.anchorEnd, target: this.#anchors.get(name) };
    }
    const node = this.#filled(event);
    if (event.anchorStart !== -1) this.#anchors.set(this.#content.slice(event.anchorStart, event.anchorEnd), node);
    return node;
  }

  #filled(event: Exclude<Event, { readonly type: 1 | 5 | 6 }>): TextNode {
    if (event.type === EVENT_ID.SCALAR) {
      // Positions of quoted texts are those between the quotes.
      const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED ? 1 : 0;
      return {
        type: 'scalar',
        start: event.valueStart - quoted,
        end: event.valueEnd + quoted,
        text: getScalarValue(this.#content, event),
      };
    }
    if (event.type === EVENT_ID.SEQUENCE) {
      const items: TextNode[] = [];
      for (let item = this.#node(); item !== undefined; item = this.#node()) items.push(item);
      return { type: 'sequence', start: event.start, items };
    }
    const pairs: { key: TextNode; value: TextNode }[] = [];
    for (let key = this.#node(); key !== undefined; key = this.#node()) {
      const value = this.#node();
      if (value === undefined) break;
      pairs.push({ key, value });
    }
    return { type: 'mapping', start: event.start, pairs };
  }
}
