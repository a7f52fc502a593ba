/** Strokes on an 18 x 18 field. */
export const ICONS = {
  inbox: "M3 10l2-6h8l2 6v4H3z M3 10h3l1 2h4l1-2h3",
  clip: "M14.5 8l-5.6 5.6a3.2 3.2 0 01-4.5-4.5L10 3.5a2.1 2.1 0 013 3L7.6 12a1 1 0 01-1.5-1.5L11 5.6",
  calendar: "M3 5h12v10H3z M3 8h12 M6 3v3 M12 3v3",
  contact:
    "M2.5 4h13v10h-13z M5 11.5c.3-1.3 1-2 2-2s1.7.7 2 2 M10.8 7.5h2.8 M10.8 10h2.8 M5.9 7.4a1.1 1.1 0 102.2 0 1.1 1.1 0 10-2.2 0",
  task: "M3 4h12v10H3z M6 9l2 2 4-4",
  note: "M4 3h10v8l-4 4H4z M10 15v-4h4",
  search: "M3.4 8a4.6 4.6 0 109.2 0 4.6 4.6 0 10-9.2 0 M11.4 11.4L15 15",
  folder: "M2.5 5h4.3l1.4 1.6h7.3V14h-13z",
  box: "M3 6l6-3 6 3v7l-6 3-6-3z M3 6l6 3 6-3 M9 9v7",
  out: "M9 11V3 M6 5.8L9 3l3 2.8 M3.5 9.5V15h11V9.5",
  into: "M9 3v8 M6 8.2L9 11l3-2.8 M3.5 9.5V15h11V9.5",
  takeout: "M2.8 9a6.2 6.2 0 1012.4 0 6.2 6.2 0 10-12.4 0 M6 9h6",
  plus: "M9 4v10 M4 9h10",
  picture: "M3 4h12v10H3z M3 12l3.5-3.5 3 3 2-2L15 12",
  alert: "M9 3l6.5 11.5h-13z M9 7.5v3.5 M9 12.9v.1",
  down: "M5 7.5l4 4 4-4",
  right: "M7.5 5l4 4-4 4",
  back: "M10.5 4.5L6 9l4.5 4.5",
  mail: "M3 5l6 5 6-5 M3 4.5h12v9.5H3z",
  close: "M5 5l8 8 M13 5l-8 8",
  order: "M6 4v10 M3.5 11.5L6 14l2.5-2.5 M12 14V4 M9.5 6.5L12 4l2.5 2.5",
  check: "M4 9.5l3.4 3.4L14 6",
  menu: "M3 5h12 M3 9h12 M3 13h12",
  keys: "M2.5 5h13v8h-13z M5 8h.1 M8 8h.1 M11 8h.1 M13 8h.1 M6 10.7h6",
  copy: "M6 6h8.5v8.5H6z M12 6V3.5H3.5V12H6",
  link: "M7.5 10.5l3-3 M8 5.6l1.2-1.2a3 3 0 014.3 4.3L12.3 10 M10 12.4l-1.2 1.2a3 3 0 01-4.3-4.3L5.7 8",
  file: "M5 2.5h5.5L14 6v9.5H5z M10.5 2.5V6H14",
} as const;

export type IconName = keyof typeof ICONS;
