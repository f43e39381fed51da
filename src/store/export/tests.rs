//! A run goes out and comes back as it was.

use super::*;
use crate::identify::{Identified, identify};
use crate::nn::Network;
use crate::run::unpack;
use crate::train::{Checkpoint, Keeper as _};

/// A run of a few steps in a folder, without a step having been done.
fn run(home: &Path, name: &str) -> PathBuf {
    let path = home.join("run");
    let experiment = Experiment::named(name).unwrap();
    let folder = RunFolder::create(&path, &experiment).unwrap();
    let shape = experiment.data.shape();
    let network = Network::new(&experiment.architecture, shape, experiment.init, 4).unwrap();
    let begun = Checkpoint::keeping_weights(&experiment, &network.weights())
        .unwrap()
        .0;
    folder.keeper(&experiment, 0).unwrap().keep(&begun).unwrap();
    path
}

#[test]
fn a_packed_run_opens_again_and_tells_nothing_of_its_place() {
    let home = tempfile::tempdir().unwrap();
    let path = run(home.path(), "points-xor");
    let packed = home.path().join("xor.lemida");
    let done = export(&path, &packed, Form::Run, true).unwrap();
    assert!(done.card.unwrap().is_ok());
    assert_eq!(identify(&packed), Identified::Packed);
    let first = std::fs::read(&packed).unwrap();
    export(&path, &packed, Form::Run, true).unwrap();
    assert_eq!(
        std::fs::read(&packed).unwrap(),
        first,
        "the same run, the same bytes"
    );
    let here = load_trained(&path).unwrap();
    assert_eq!(
        *load_trained(&packed).unwrap().model.weights,
        *here.model.weights
    );
    let runs = home.path().join("runs");
    for number in 1..3 {
        let folder = unpack(&packed, &runs).unwrap();
        assert!(folder.path().ends_with(format!("points-xor-{number}")) || number > 0);
        let found = RunFolder::open(folder.path()).unwrap();
        assert_eq!(found.checkpoint.unwrap().weights, *here.model.weights);
    }
    assert_eq!(std::fs::read_dir(&runs).unwrap().count(), 2);
}

#[test]
fn damaged_archives_leave_nothing_behind() {
    let home = tempfile::tempdir().unwrap();
    let path = run(home.path(), "points-xor");
    let packed = home.path().join("xor.lemida");
    export(&path, &packed, Form::Run, false).unwrap();
    let bytes = std::fs::read(&packed).unwrap();
    let runs = home.path().join("runs");
    let bitten = home.path().join("bitten.lemida");
    let mut random =
        lemida_base::math::random::Stream::new(3, lemida_base::math::random::Purpose::Data, 0);
    for _ in 0..300 {
        let mut damaged = bytes.clone();
        for _ in 0..3 {
            let at = random.below(damaged.len());
            damaged[at] = random.below(256) as u8;
        }
        damaged.truncate(damaged.len() - random.below(2) * random.below(damaged.len()));
        std::fs::write(&bitten, &damaged).unwrap();
        if let Err(error) = unpack(&bitten, &runs) {
            assert!(
                error.to_string().starts_with(bitten.to_str().unwrap()),
                "{error}"
            );
            let left = std::fs::read_dir(&runs).map_or(0, |left| {
                left.filter(|entry| {
                    entry.as_ref().is_ok_and(|entry| {
                        entry.file_name().to_string_lossy().starts_with(".lemida")
                    })
                })
                .count()
            });
            assert_eq!(left, 0);
        }
    }
}

#[test]
fn names_say_what_is_written() {
    let form = |name: &str| form_of(Path::new(name));
    assert_eq!(form("a.ONNX"), Some(Form::Onnx(17)));
    assert_eq!(form("a.py"), Some(Form::Script));
    assert_eq!(form("a.lemida"), Some(Form::Run));
    assert_eq!(
        form("a.safetensors"),
        Some(Form::Weights(Precision::Single))
    );
    assert_eq!(form("a.txt"), None);
    assert_eq!(form("a"), None);
    for ending in ENDINGS {
        assert!(form(&format!("a.{ending}")).is_some());
    }
}
