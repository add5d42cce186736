/** A wheel over running water. */
export function Logo() {
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" aria-hidden="true">
      <circle cx="10" cy="7.4" r="5.6" />
      <path d="M10 1.8v11.2M4.4 7.4h11.2M6 3.4l8 8M14 3.4l-8 8" strokeWidth="1.2" />
      <path d="M1 15.4c3 0 3.4 1 6 1s3-1 6-1 3.4 1 6 1" stroke="var(--bank)" />
      <path d="M1 18.4c3 0 3.4 1 6 1s3-1 6-1 3.4 1 6 1" stroke="var(--bank)" />
    </svg>
  );
}
