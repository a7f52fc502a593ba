//! The project's own commands, `cargo xtask …`.

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

  run [FILE…]          set up what is missing, build the program and start it
  test [--only STEP]   every check there is, one after the other
  bindings [--check]   TypeScript types from the Rust ones
  bench pst [FILE…]    how fast mailboxes are read, against others
  bench import         how fast mail is taken in and made searchable, against others
  torture pst [FILE…]  damaged mailboxes by the thousand
  torture import       imports that are killed, cut off, hindered; archives whose bits turn
  tidy                 the rules that the whole tree keeps
  icons                all sizes of the icon from icons/foundmail.svg
";

/// What a command does with the words that follow it.
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
    // What follows `--` belongs to the program that is started.
    if rest.iter().take_while(|word| *word != "--").any(|word| word == "--help" || word == "-h") {
        print!("{usage}");
        return Ok(ExitCode::SUCCESS);
    }
    command(rest)
}
