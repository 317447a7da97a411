/** JSON as text in a box that scrolls by itself. Never markup. */
export function JsonBox({ label, text, testId }: { label: string; text: string; testId?: string }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="max-h-96 overflow-auto rounded-lg border border-line bg-surface"
    >
      <pre className="p-4 font-mono text-note leading-5 text-ink" data-testid={testId}>
        {text}
      </pre>
    </section>
  );
}
