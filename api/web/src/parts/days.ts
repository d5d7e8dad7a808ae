/** Days as the API writes them, YYYY-MM-DD, reckoned in whole days. */

const DAY_MS = 86_400_000;

/** So many days later, or earlier. */
export function plusDays(day: string, days: number): string {
    return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The last day of what the API tells by the day after it; null stays open. */
export function lastDay(end: string | null | undefined): string | null {
    return end ? plusDays(end, -1) : null;
}

/** Whole days from one to the other; a moment counts as its day. */
export function daysBetween(first: string, last: string): number {
    return Math.round((Date.parse(last.slice(0, 10)) - Date.parse(first.slice(0, 10))) / DAY_MS);
}

/** The reader's own day. */
export function today(now = new Date()): string {
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()]
        .map((part) => String(part).padStart(2, '0'))
        .join('-');
}
