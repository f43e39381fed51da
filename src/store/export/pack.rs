//! A run in one file: a ZIP archive of what its folder holds, but for its log and for where its data lie, with its
//! curves as figures and its model card.

use std::io::Write as _;
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::super::packed::MOST_BYTES;
use super::super::read::read_file;
use super::super::run::RunFolder;
use super::super::run::names::{BEST, EXPERIMENT, PACKED, TAPE, WEIGHTS};
use super::super::{StoreError, place, replace_file, report, tensors};
use crate::nn::tensor_bytes::{self, Part, Precision, TensorBytes};
use crate::train::Experiment;

/// The model card in the archive.
const CARD: &str = "card.md";

/// Writes the run in a folder into one file, with the card at `card` where there is one.
///
/// # Errors
/// [`StoreError`], when the folder holds no run that has learned, or the file cannot be written.
pub(super) fn pack(folder: &Path, output: &Path, card: Option<&Path>) -> Result<(), StoreError> {
    let found = RunFolder::open(folder)?;
    if !RunFolder::has_network(folder) {
        let found = "this run has no network yet";
        return Err(StoreError::new(folder, found, "train it first"));
    }
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let read = |path: &Path| read_file(path, MOST_BYTES, "it is larger than 4 GiB", "leave it out");
    for name in &PACKED {
        let path = folder.join(name);
        if !path.is_file() {
            continue;
        }
        // It may be given away: where the data lie is nobody else's business.
        let bytes = match *name {
            EXPERIMENT => place::without(&found.experiment).to_toml().into_bytes(),
            WEIGHTS | BEST => without_place(&path)?,
            _ => read(&path)?,
        };
        files.push(((*name).into(), bytes));
    }
    for (step, _) in &found.tape {
        let name = format!("{step}.safetensors");
        let bytes = read(&folder.join(TAPE).join(&name))?;
        files.push((format!("{TAPE}/{name}"), bytes));
    }
    for (number, figure) in report::curves(&found.history).iter().enumerate() {
        files.push((
            format!("figures/{:02}.svg", number + 1),
            figure.svg().into_bytes(),
        ));
        files.push((
            format!("figures/{:02}.csv", number + 1),
            figure.csv().into_bytes(),
        ));
    }
    if let Some(card) = card {
        files.push((CARD.into(), read(card)?));
    }
    replace_file(output, |out| {
        let mut archive = ZipWriter::new(out);
        for (name, bytes) in &files {
            let method = match name.ends_with(".safetensors") {
                true => CompressionMethod::Stored,
                false => CompressionMethod::Deflated,
            };
            // Without dates: the same run gives the same bytes.
            let options = SimpleFileOptions::default()
                .compression_method(method)
                .large_file(bytes.len() > 1 << 30);
            archive.start_file(name, options)?;
            archive.write_all(bytes)?;
        }
        archive.finish()?;
        Ok(())
    })
}

/// A file of weights whose experiment does not say where its data lie.
fn without_place(path: &Path) -> Result<Vec<u8>, StoreError> {
    let TensorBytes { mut texts, tensors } = tensors::read(path)?;
    texts.remove("crc32");
    if let Some(text) = texts.get_mut("experiment")
        && let Ok(experiment) = Experiment::from_toml(text)
    {
        *text = place::without(&experiment).to_toml();
    }
    let mut texts: Vec<(&str, String)> = texts
        .iter()
        .map(|(key, text)| (key.as_str(), text.clone()))
        .collect();
    texts.sort();
    let parts = tensors.iter().map(|tensor| Part {
        name: &tensor.name,
        shape: &tensor.shape,
        values: &tensor.values,
    });
    let mut bytes = Vec::new();
    tensor_bytes::write(
        &mut bytes,
        &texts,
        &parts.collect::<Vec<_>>(),
        Precision::Single,
    )
    .map_err(|error| StoreError::writing(path, &error))?;
    Ok(bytes)
}
