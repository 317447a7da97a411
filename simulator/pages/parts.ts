import { html } from "hono/html";
import { type Html, none } from "./layout";

export type Part = Html | Promise<Html> | string;

/** A table that scrolls inside itself on a narrow screen, and can be scrolled by keyboard. */
export function table(
  label: string,
  heads: readonly string[],
  rows: readonly Part[],
  empty: string,
  testId = "",
): Part {
  const wide = html`<tr><td colspan="${heads.length}" class="quiet">${empty}</td></tr>`;
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0"><table data-testid="${testId}">
    <thead><tr>${heads.map((head) => (head === "" ? html`<td></td>` : html`<th scope="col">${head}</th>`))}</tr></thead>
    <tbody>${rows.length === 0 ? wide : rows}</tbody></table></div>`;
}

export type Mood = "ok" | "bad" | "wait";

const SIGN: Record<Mood, string> = { ok: "✓", bad: "✗", wait: "…" };

/** State as icon, word and colour. */
export function badge(mood: Mood, word: string): Part {
  return html`<span class="badge ${mood}"><span aria-hidden="true">${SIGN[mood]}</span> ${word}</span>`;
}

export function field(
  label: string,
  name: string,
  value: string,
  more: { type?: string; hint?: string } = {},
): Part {
  const type = more.type ?? "text";
  return html`<label>${label}<input type="${type}" name="${name}" value="${value}" placeholder="${more.hint ?? ""}" autocomplete="off" data-testid="sim-field-${name}" /></label>`;
}

export function check(label: string, name: string, isOn: boolean): Part {
  return html`<label><input type="checkbox" name="${name}" value="1" ${isOn ? html`checked` : none} /> ${label}</label>`;
}

export interface Choice {
  value: string;
  label: string;
}

export function select(
  label: string,
  name: string,
  choices: readonly Choice[],
  chosen = "",
  testId = `sim-${name}`,
): Part {
  return html`<label>${label}<select name="${name}" data-testid="${testId}">
    ${choices.map(({ value, label: text }) => html`<option value="${value}" ${value === chosen ? html`selected` : none}>${text}</option>`)}
  </select></label>`;
}

/** Links to the newer and older part of a long list; the filters stay in the address. */
export function pager(
  query: Record<string, string>,
  page: number,
  pages: number,
  newer: string,
  older: string,
): Part {
  if (pages <= 1) return none;
  const to = (number: number) => `?${new URLSearchParams({ ...query, page: String(number) })}`;
  return html`<nav class="pager" aria-label="${newer} / ${older}">
    ${page > 1 ? html`<a href="${to(page - 1)}">← ${newer}</a>` : none}
    <span class="quiet">${page} / ${pages}</span>
    ${page < pages ? html`<a href="${to(page + 1)}">${older} →</a>` : none}</nav>`;
}

/** Cuts a list into pages; page 1 first. */
export function cut<T>(rows: readonly T[], asked: string | undefined, size: number) {
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const page = Math.min(pages, Math.max(1, Number(asked) || 1));
  return { page, pages, rows: rows.slice((page - 1) * size, page * size) };
}
