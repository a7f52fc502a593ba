import type { Sort } from "../bindings/Sort";
import type { Entry } from "../parts/entries";
import type { ListController } from "./list.svelte";

export const ORDERS: Record<Sort, string> = {
  date: "Newest first",
  oldest: "Oldest first",
  relevance: "Best match first",
};

/** Returns the entries of the menu that chooses the order and the layout of the list. */
export function viewEntries(list: ListController, table: boolean, ontable: (on: boolean) => void): Entry[] {
  const order = (sort: Sort): Entry => ({
    label: ORDERS[sort],
    checked: list.sort === sort,
    id: `order-${sort}`,
    // Without words to search for, all messages match equally well.
    disabled: sort === "relevance" && list.query.trim() === "",
    run: () => void list.sortBy(sort),
  });
  const layout = (label: string, on: boolean): Entry => ({
    label,
    checked: table === on,
    id: on ? "layout-table" : "layout-cards",
    run: () => ontable(on),
  });
  return [
    order("date"),
    order("oldest"),
    order("relevance"),
    { ...layout("Cards", false), separator: true },
    layout("Table", true),
  ];
}
