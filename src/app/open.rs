//! Opening: what a path is, and what is done with it. The dialogs of the system run beside the window.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::clean::{Known, at_once};
use super::pages::Aim;
use super::preview::Photograph;
use super::tasks::{Decoded, Errand, Outcome};
use crate::data::{Table, TextData};
use crate::image::resize;
use crate::job::caught;
use crate::say;
use crate::setting::Value;
use crate::store::experiment::load_told;
use crate::store::export;
use crate::store::figures::{ENDINGS, free_file};
use crate::store::identify::{Identified, identify};
use crate::store::model::load_trained;
use crate::store::picture::{self, Original};
use crate::store::run::RunFolder;
use crate::store::shelf::picture_files;
use crate::store::table::read_table;
use crate::train::Experiment;
use crate::ui::widgets::picture::display;

/// The folder for figures in a person's own, where no dialog can ask for one.
const FIGURES: &str = "Lemida figures";
/// The same for experiments, and for copies of runs.
const EXPERIMENTS: &str = "Lemida experiments";
const RUNS: &str = "Lemida runs";
/// Side of a picture that a lab is asked about, as it is seen.
const SEEN: usize = 224;
/// A dialog that is answered sooner than this was not seen by anybody.
const UNSEEN: Duration = Duration::from_millis(250);

/// Finds out what `path` is and reads it as far as needed, for what it was given for: a person may turn the page
/// meanwhile.
pub fn open(path: PathBuf, noisy: bool, aim: Aim) -> Outcome {
    let failed = |error: crate::store::StoreError| Outcome::Failed(error.to_string());
    match identify(&path) {
        Identified::Image if aim == Aim::Clean => {
            let known = match at_once(&path) {
                Some(sight) => Ok(Known::Sight(Box::new(sight))),
                None => Original::open(&path).map(|original| Known::Whole(Box::new(original))),
            };
            known.map_or_else(failed, |known| {
                Outcome::Picture(path, Decoded::ToClean(known))
            })
        }
        Identified::Image if aim == Aim::Classify => picture::open(&path)
            .map_or_else(failed, |image| {
                Outcome::Picture(path, Decoded::Example(Arc::new(image)))
            }),
        Identified::Image if aim == Aim::Ask => picture::open(&path).map_or_else(failed, |image| {
            let seen = Arc::new(display(&resize::square(&image, SEEN)));
            Outcome::Picture(path, Decoded::Asked(Arc::new(image), seen))
        }),
        Identified::Photos(..) if aim == Aim::Ask => Outcome::Asked(path, false),
        Identified::Classes(..) if aim == Aim::Ask => Outcome::Asked(path, true),
        Identified::Image | Identified::Photos(..) if aim == Aim::Work => Outcome::Own(path),
        Identified::Image => picture::open(&path).map_or_else(failed, |image| {
            let source = Arc::new(Photograph::of(image));
            Outcome::Picture(path, Decoded::ToCompare { source, noisy })
        }),
        Identified::Photos(..) | Identified::Classes(..) if aim == Aim::Clean => pictures_of(path),
        Identified::Experiment => load_told(&path).map_or_else(failed, |(experiment, words)| {
            Outcome::Experiment(Box::new(experiment), path, words)
        }),
        Identified::Run => {
            RunFolder::open(&path).map_or_else(failed, |found| Outcome::Run(Box::new(found)))
        }
        Identified::Table => table(&path),
        Identified::Text => text(&path),
        Identified::Photos(_, words) => Outcome::Folder(path, "folder-photos", 0, words),
        Identified::Classes(classes, words) => {
            Outcome::Folder(path, "folder-classes", classes.len(), words)
        }
        Identified::Model | Identified::Report => {
            load_trained(&path).map_or_else(failed, |found| Outcome::Network(Box::new(found), path))
        }
        Identified::State => Outcome::State(path),
        Identified::Packed => Outcome::Packed(path),
        Identified::Unusable(error) => Outcome::Failed(error.to_string()),
    }
}

/// Looks into a table.
fn table(path: &Path) -> Outcome {
    match read_table(path).map(|text| Table::of(path, &text)) {
        Ok(Ok((table, classes, told))) => Outcome::Table(Box::new(table), classes, told),
        Ok(Err(wrong)) => {
            Outcome::Failed(say!("{}: {}", path.display().to_string(), wrong).to_string())
        }
        Err(error) => Outcome::Failed(error.to_string()),
    }
}

/// Looks into a text.
fn text(path: &Path) -> Outcome {
    match read_table(path).map(|text| TextData::of(path, &text)) {
        Ok(Ok((text, letters))) => Outcome::Text(Box::new(text), letters),
        Ok(Err(wrong)) => {
            Outcome::Failed(say!("{}: {}", path.display().to_string(), wrong).to_string())
        }
        Err(error) => Outcome::Failed(error.to_string()),
    }
}

/// How many pictures of a folder there are to clean.
pub fn pictures_of(folder: PathBuf) -> Outcome {
    match picture_files(&folder) {
        Ok(files) if files.is_empty() => Outcome::Failed(
            say!(
                "{}: there is no picture in this folder; choose another one",
                folder.display().to_string()
            )
            .to_string(),
        ),
        Ok(files) => Outcome::Pictures(folder, files.len()),
        Err(error) => Outcome::Failed(error.to_string()),
    }
}

/// The same for several paths, in their order. Of pictures one is opened, the last that can be: the others wait until
/// they are paged to. What is wrong with one costs the others nothing.
pub fn open_together(paths: Vec<PathBuf>, aim: Aim) -> Outcome {
    together(paths, |path| {
        let noisy = called_noisy(&path);
        open(path, noisy, aim)
    })
}

fn together(paths: Vec<PathBuf>, mut open: impl FnMut(PathBuf) -> Outcome) -> Outcome {
    let mut shown = false;
    let mut open_one = |path: PathBuf| {
        let opened = caught(|| {
            if shown && matches!(identify(&path), Identified::Image) {
                return Outcome::Paged(path.clone());
            }
            open(path.clone())
        });
        let opened = opened.unwrap_or_else(|fault| Outcome::Failed(at_fault(&path, &fault)));
        shown |= matches!(opened, Outcome::Picture(..));
        opened
    };
    let mut outcomes: Vec<_> = paths.into_iter().rev().map(&mut open_one).collect();
    outcomes.reverse();
    Outcome::Several(outcomes)
}

/// The first of these pictures that can be opened, and what is wrong with those before it.
pub fn open_first(paths: Vec<PathBuf>, aim: Aim) -> Outcome {
    let mut outcomes = Vec::new();
    for path in paths {
        let noisy = called_noisy(&path);
        let opened = caught(|| open(path.clone(), noisy, aim));
        let opened = opened.unwrap_or_else(|fault| Outcome::Failed(at_fault(&path, &fault)));
        let failed = matches!(opened, Outcome::Failed(_));
        outcomes.push(opened);
        if !failed {
            break;
        }
    }
    Outcome::Several(outcomes)
}

/// What is said of a file at which the program failed.
fn at_fault(path: &Path, fault: &str) -> String {
    say!(
        "{}: opening it broke off because of a fault in Lemida ({}): please report it; the others are not concerned",
        path.display().to_string(),
        fault
    )
    .to_string()
}

/// Whether a file is called noisy by its name.
pub fn called_noisy(path: &Path) -> bool {
    path.file_stem()
        .is_some_and(|name| name.to_string_lossy().to_lowercase().contains("noisy"))
}

/// Gives a plain classifier as many answers as there are classes; says what was done or what is left to do.
pub fn suit_answers(experiment: &mut Experiment, classes: usize) -> String {
    if classes == 0 {
        return String::new();
    }
    let answers = |experiment: &Experiment| {
        let output = experiment.check().output?;
        output.is_vector().then(|| output.size())
    };
    let before = answers(experiment);
    let shape = experiment.data.shape();
    // Two classes may be answered by one number.
    let right = || {
        experiment
            .problems_with(&experiment.check(), shape, classes)
            .is_empty()
    };
    if before == Some(classes) || right() {
        return format!(", with {classes} classes");
    }
    let last = experiment.architecture.rows.last_mut();
    let dense =
        last.filter(|row| before.is_some() && row.tie.is_none() && row.layer.id() == "dense");
    if let (Some(row), Ok(units)) = (dense, i64::try_from(classes)) {
        let adjusted = row.layer.set("units", Value::Int(units)).is_ok();
        if adjusted && answers(experiment) == Some(classes) {
            return format!(
                ", with {classes} classes; the network's last row now gives {classes} answers"
            );
        }
    }
    format!(
        ", with {classes} classes, but the network does not give {classes} answers: choose a network for classes \
        and set the units of its last row to {classes}"
    )
}

/// Asks the person for a path with the system's own dialog; may take as long as the person does.
pub fn ask(errand: Errand, name: &str) -> Outcome {
    let began = Instant::now();
    let dialog = rfd::FileDialog::new();
    let answer = match &errand {
        Errand::Open => dialog
            .set_title("Open a photo or an experiment")
            .pick_file(),
        Errand::Data => dialog
            .set_title("A folder of photos, or of one folder a class")
            .pick_folder(),
        Errand::Save(..) => dialog
            .set_title("Save the experiment")
            .add_filter("experiment", &["toml"])
            .set_file_name(format!("{name}.toml"))
            .save_file(),
        Errand::Run(_) => dialog
            .set_title("A folder to copy the run into")
            .pick_folder(),
        Errand::Report(_) => dialog
            .set_title(say!("Save the report").to_string())
            .add_filter("page", &["html"])
            .set_file_name(format!("{name}.html"))
            .save_file(),
        Errand::Export(_) => dialog
            .set_title(say!("Export the network").to_string())
            .add_filter("network", &export::ENDINGS)
            .set_file_name(format!("{name}.onnx"))
            .save_file(),
        Errand::CleanFolder => dialog
            .set_title("A folder of photographs to clean")
            .pick_folder(),
        Errand::Figures { .. } => dialog.set_title("A folder for the figures").pick_folder(),
        Errand::Cleaned(cleaned) => dialog
            .set_title("Save the cleaned photograph")
            .add_filter("picture", &["png", "jpg", "webp", "tif", "npy"])
            .set_directory(cleaned.name.parent().unwrap_or(Path::new("")))
            .set_file_name(
                cleaned
                    .name
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy(),
            )
            .save_file(),
        Errand::Figure(_) => dialog
            .set_title("Save the figure")
            .add_filter("drawing or table", &ENDINGS)
            .set_file_name(format!("{name}.svg"))
            .save_file(),
        Errand::Picture(_) => dialog
            .set_title("Save the picture")
            .add_filter("picture", &["png", "tiff", "npy"])
            .set_file_name(format!("{name}.png"))
            .save_file(),
    };
    match answer {
        Some(path) => Outcome::Chosen(errand, path),
        None if began.elapsed() >= UNSEEN => Outcome::Nothing,
        None => without_dialog(errand, name, std::env::home_dir().as_deref()),
    }
}

/// Where the system shows no dialog: what was made goes to a place of its own in the person's `home`, or, a photograph,
/// beside the original, which is said before it is written; for the rest the cure is said.
fn without_dialog(errand: Errand, name: &str, home: Option<&Path>) -> Outcome {
    let own = |folder: &str| home.map(|home| home.join(folder));
    let place = match &errand {
        Errand::Open | Errand::Data | Errand::CleanFolder => return Outcome::NoDialog,
        Errand::Cleaned(cleaned) => Some(cleaned.name.clone()),
        Errand::Figure(_) => own(FIGURES).map(|folder| free_file(&folder, name, "svg")),
        Errand::Figures { .. } => own(FIGURES),
        Errand::Picture(_) => own(FIGURES).map(|folder| free_file(&folder, name, "png")),
        Errand::Save(..) => own(EXPERIMENTS).map(|folder| free_file(&folder, name, "toml")),
        Errand::Run(_) => own(RUNS),
        Errand::Export(_) => own(RUNS).map(|folder| free_file(&folder, name, "lemida")),
        Errand::Report(_) => own(RUNS).map(|folder| free_file(&folder, name, "html")),
    };
    match place {
        Some(place) => Outcome::Unasked(errand, place),
        None => Outcome::Failed(
            say!(
                "this system shows no file dialog, and you have no folder of your own: set HOME to one and start \
                Lemida again"
            )
            .to_string(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Figure;
    use crate::image::Image;
    use crate::store::picture::save;

    /// Nothing is written into whatever folder the program was started in.
    #[test]
    fn without_a_dialog_figures_go_to_a_place_of_their_own() {
        let home = tempfile::tempdir().unwrap();
        let figures = || Errand::Figures {
            lab: "xor",
            found: Vec::new(),
            verdict: None,
        };
        let Outcome::Unasked(_, place) = without_dialog(figures(), "", Some(home.path())) else {
            panic!("not written");
        };
        assert_eq!(place, home.path().join(FIGURES));
        let one = || Errand::Figure(Arc::new(Figure::words("a", "b")));
        let Outcome::Unasked(_, place) = without_dialog(one(), "loss", Some(home.path())) else {
            panic!("not written");
        };
        assert_eq!(place, home.path().join(FIGURES).join("loss.svg"));
        let picture = || Errand::Picture(Arc::new(Image::zeros(1, 2, 2)));
        let run = || Errand::Run(home.path().join("run"));
        for (errand, wanted) in [
            (picture(), "Lemida figures/clean.png"),
            (run(), "Lemida runs"),
        ] {
            let Outcome::Unasked(_, place) = without_dialog(errand, "clean", Some(home.path()))
            else {
                panic!("{wanted}");
            };
            assert_eq!(place, home.path().join(wanted));
        }
        for errand in [figures(), one(), picture(), run()] {
            assert!(matches!(
                without_dialog(errand, "", None),
                Outcome::Failed(_)
            ));
        }
        assert!(matches!(
            without_dialog(Errand::Open, "", None),
            Outcome::NoDialog
        ));
    }

    #[test]
    fn a_fault_in_one_of_several_files_costs_the_others_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["a.png", "fault.png", "c.png"] {
            save(&at(name), &Image::zeros(1, 4, 4)).unwrap();
        }
        std::fs::write(at("broken.png"), b"\x89PNG\r\n\x1a\nnothing more").unwrap();
        let paths = ["a.png", "c.png", "fault.png", "broken.png"]
            .map(at)
            .to_vec();
        let outcome = together(paths.clone(), |path| {
            assert!(!path.ends_with("fault.png"), "the decoder fails");
            open(path, false, Aim::Clean)
        });
        let Outcome::Several(outcomes) = outcome else {
            panic!("one for each")
        };
        let [first, second, fault, broken] = &outcomes[..] else {
            panic!("one for each")
        };
        assert!(matches!(first, Outcome::Paged(path) if path.ends_with("a.png")));
        assert!(matches!(second, Outcome::Picture(path, _) if path.ends_with("c.png")));
        let told = |outcome: &Outcome| match outcome {
            Outcome::Failed(told) => told.clone(),
            _ => panic!("it cannot be opened"),
        };
        assert!(told(fault).contains("fault.png") && told(fault).contains("the decoder fails"));
        assert!(told(broken).contains("broken.png"));
        // Paging passes over what cannot be opened.
        let paged = open_first(vec![at("broken.png"), at("a.png"), at("c.png")], Aim::Clean);
        let Outcome::Several(paged) = paged else {
            panic!("the broken one is told")
        };
        assert!(told(&paged[0]).contains("broken.png"));
        assert!(matches!(&paged[1], Outcome::Picture(path, _) if path.ends_with("a.png")));
        assert_eq!(paged.len(), 2);
    }
}
