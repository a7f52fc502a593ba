import type { CommandName } from "../bindings/CommandName";
import type { Backend } from "./backend";

/** `add_files` becomes `addFiles`. */
type CamelCase<Name extends string> = Name extends `${infer First}_${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Name;

type Same<A, B> = [A, B] extends [B, A] ? true : false;

/** Does not compile unless `Backend` has one method for each command, and no other methods than these two. */
export const EACH_COMMAND_HAS_ITS_METHOD: Same<
  Exclude<keyof Backend, "frameUrl" | "on">,
  CamelCase<CommandName>
> = true;

/** Returns the name of the method of `Backend` that calls a command. */
export const methodOf = <Name extends CommandName>(name: Name): CamelCase<Name> =>
  name.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase()) as CamelCase<Name>;
