import { formatAgo, formatDateTime } from "@/lib/format";
import { useNow } from "@/lib/use-now";
import { useLanguage } from "@/lib/words";

/** How long ago, with the exact time on hover. */
export function TimeAgo({ iso }: { iso: string }) {
  const now = useNow();
  useLanguage();
  return (
    <time dateTime={iso} title={formatDateTime(iso)}>
      {formatAgo(iso, now)}
    </time>
  );
}
