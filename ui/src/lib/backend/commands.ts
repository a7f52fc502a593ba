import type { CommandName } from "../bindings/CommandName";
import type { Backend } from "./backend";

/** Converts the name of a command to the name of a method: `add_files` becomes `addFiles`. */
type CamelCase<Name extends string> = Name extends `${infer First}_${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Name;

type Same<A, B> = [A, B] extends [B, A] ? true : false;

/**
 * Compiles only if `Backend` has exactly one method for each command, and the method `on`, which is no
 * command.
 */
export const EACH_COMMAND_HAS_ITS_METHOD: Same<Exclude<keyof Backend, "on">, CamelCase<CommandName>> = true;

/** Returns the name of the method of `Backend` that calls the command. */
export const methodOf = <Name extends CommandName>(name: Name): CamelCase<Name> =>
  name.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase()) as CamelCase<Name>;
