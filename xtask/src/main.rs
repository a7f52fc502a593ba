//! The development commands of this project: `cargo xtask COMMAND`.

mod bench;
mod bindings;
mod display;
mod icons;
mod node;
mod packages;
mod paths;
mod pypff;
mod run;
mod sh;
mod steps;
mod test;
mod tidy;
mod tool;
mod torture;

use std::process::ExitCode;

use anyhow::Result;

const USAGE: &str = "\
Usage: cargo xtask COMMAND [--help]

  run [FILE…]          install missing packages, build the program and start it
  test [--only STEP]   run every check, or only quick checks with --fast
  bindings [--check]   generate the TypeScript types from the Rust types
  bench pst [FILE…]    compare the speed of reading PST files with other programs
  bench import         compare the speed of importing and indexing with other programs
  torture pst [FILE…]  read thousands of damaged mailboxes
  torture import       test imports with kills, power cuts, errors and damaged archives
  tidy                 check the rules of the whole tree
  icons                draw all sizes of the icon from icons/foundmail.svg
";

/// The function of a command. The argument contains the rest of the command line.
type Command = fn(&[String]) -> Result<ExitCode>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<ExitCode> {
    let Some((command, rest)) = arguments.split_first() else {
        eprint!("{USAGE}");
        return Ok(ExitCode::from(2));
    };
    let (usage, command): (&str, Command) = match command.as_str() {
        "run" => (run::USAGE, run::main),
        "test" => (test::USAGE, test::main),
        "bindings" => (bindings::USAGE, bindings::main),
        "bench" => (bench::USAGE, bench::main),
        "torture" => (torture::USAGE, torture::main),
        "tidy" => (tidy::USAGE, tidy::main),
        "icons" => (icons::USAGE, icons::main),
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            return Ok(ExitCode::SUCCESS);
        }
        other => {
            eprintln!("There is no command `{other}`.\n\n{USAGE}");
            return Ok(ExitCode::from(2));
        }
    };
    // Arguments after `--` belong to the program that the command starts.
    if rest.iter().take_while(|word| *word != "--").any(|word| word == "--help" || word == "-h") {
        print!("{usage}");
        return Ok(ExitCode::SUCCESS);
    }
    command(rest)
}
