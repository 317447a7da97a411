import { inspect } from "node:util";

const HIDDEN = "[secret]";

/**
 * A value that must not appear in any output.
 *
 * Logging, JSON, string interpolation and `util.inspect` all print "[secret]" (threats H5, H6);
 * only `reveal()` gives the text, and only the token service, the sealer and the WeCom client call it.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
