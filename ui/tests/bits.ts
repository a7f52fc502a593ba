// The tests load only the parts of `bits-ui` that the window uses, because all of them take ten seconds to load.
export * as DropdownMenu from "../node_modules/bits-ui/dist/bits/dropdown-menu/exports.js";
export * as Popover from "../node_modules/bits-ui/dist/bits/popover/exports.js";
