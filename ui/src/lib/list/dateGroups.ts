/** The groups of dates that are headings in the list: "Today", "November 2026", "2016 · March". */
import { monthHeading } from "../words";

const NO_DATE = -1;
const LAST_WEEK = 1_000_000;
const YESTERDAY = LAST_WEEK + 1;
const TODAY = LAST_WEEK + 2;
const FUTURE = LAST_WEEK + 3;

/** Assigns dates to groups. All dates are local, like the dates in the rows. */
export class DateGroups {
  private readonly today: number;
  private readonly tomorrow: number;
  private readonly yesterday: number;
  private readonly week: number;
  /** The current month, as the number of months since the year 0. */
  private readonly month: number;

  constructor(now: number) {
    const date = new Date(now);
    const midnight = (days: number) =>
      new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime();
    this.tomorrow = midnight(1);
    this.today = midnight(0);
    this.yesterday = midnight(-1);
    this.week = midnight(-6);
    this.month = monthOf(date);
  }

  /** Returns a number that is equal for all dates of a group. */
  key(ms: number | null): number {
    if (ms === null || Math.abs(ms) > 8.64e15) return NO_DATE;
    if (ms >= this.tomorrow) return FUTURE;
    if (ms >= this.today) return TODAY;
    if (ms >= this.yesterday) return YESTERDAY;
    if (ms >= this.week) return LAST_WEEK;
    return monthOf(new Date(ms));
  }

  name(key: number): string {
    switch (key) {
      case NO_DATE:
        return "No date";
      case FUTURE:
        return "In the future";
      case TODAY:
        return "Today";
      case YESTERDAY:
        return "Yesterday";
      case LAST_WEEK:
        return "Last 7 days";
      default:
        // In old mail, the year is more important than the month.
        return monthHeading(key, key > this.month - 12);
    }
  }
}

const monthOf = (date: Date): number => date.getFullYear() * 12 + date.getMonth();
