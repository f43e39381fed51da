//! `lemida report`: a run as one HTML page that opens again.

use std::path::PathBuf;

use clap::Args;

use super::Failure;
use super::out::line;
use crate::store::report;

/// Of which run, and where.
#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// A run's folder.
    run: PathBuf,
    /// The page to write: settings, network, curves, a photograph before and after, and the network itself inside, so
    /// that the page opens again when it is dropped on the window. It needs nothing else; where the data lie is not
    /// told.
    #[arg(short, long, value_name = "FILE.html")]
    output: PathBuf,
}

pub(super) fn run(args: &ReportArgs) -> Result<(), Failure> {
    let ending = args.output.extension();
    if ending.is_none_or(|ending| ending != "html" && ending != "htm") {
        return Err(Failure::Use(format!(
            "{} is no name for a page: give one that ends in .html",
            args.output.display()
        )));
    }
    report::write(&args.run, &args.output).map_err(Failure::task)?;
    line(format!("report: {}", args.output.display()))
}
