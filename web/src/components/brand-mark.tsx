/** The sign of the product: a wave that is also a curve. Takes the size given and the text colour of its place. */
export function BrandMark({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <rect width="24" height="24" rx="5.5" fill="var(--accent)" />
      <path
        d="M5 15.5c2.4 0 2.6-7.5 5-7.5s2.6 7.5 5 7.5 2.4-4.5 4-4.5"
        fill="none"
        stroke="var(--text-on-accent)"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
