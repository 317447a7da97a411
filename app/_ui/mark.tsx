/** The portal's mark: a gate in a gate. */
export function Mark({ className = "size-8" }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="#0b6664" />
      <path
        d="M8 24V13.5a8 8 0 0 1 16 0V24"
        fill="none"
        stroke="#fff"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
      <path
        d="M13 24v-9.5a3 3 0 0 1 6 0V24"
        fill="none"
        stroke="#9fe0d9"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
    </svg>
  );
}
