use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::data::{Collection, DataError, EmptyShelf, FolderLayout, Inner, Labelled, Shelf};
use crate::figure::{Body, Figure};
use crate::image::{Image, Photo};
use crate::job::Job;
use crate::labs::for_tests::done;
use crate::labs::{Told, Truth};
use crate::math::random::{Purpose, Stream};
use crate::nn::{Shape, Tensor};
use crate::train::Options;

/// A shelf of made faces: noise, and a bright upper or lower half of the mouth.
struct Made {
    /// Pictures of each class.
    count: usize,
    /// All the same picture.
    alike: bool,
    /// Each twice, once in each class.
    doubled: bool,
}

const USUAL: Made = Made {
    count: 60,
    alike: false,
    doubled: false,
};

impl Made {
    fn picture(&self, class: usize, random: &mut Stream) -> Vec<f32> {
        let pixel = |at: usize| {
            let (y, x) = (at / 48, at % 48);
            let low = (36..44).contains(&y) && (12..36).contains(&x);
            let high = (28..36).contains(&y) && (12..36).contains(&x);
            let lit = if class == 0 { high } else { low };
            let noise = if self.alike { 0.0 } else { random.uniform() };
            0.5 * noise + 0.2 * f32::from(u8::from(lit))
        };
        (0..48 * 48).map(pixel).collect()
    }
}

impl Shelf for Made {
    fn training_photos(&self) -> Result<Arc<Vec<Photo>>, DataError> {
        EmptyShelf.training_photos()
    }
    fn test_photos(&self) -> Result<Arc<Vec<(String, Image)>>, DataError> {
        EmptyShelf.test_photos()
    }
    fn collection(&self, _: Collection) -> Result<Arc<[Labelled; 2]>, DataError> {
        let mut random = Stream::new(1, Purpose::Data, 0);
        let mut part = |count: usize| {
            let (mut classes, mut data) = (Vec::new(), Vec::new());
            for at in 0..2 * count {
                let of = if self.doubled || self.alike {
                    0
                } else {
                    at % 2
                };
                classes.push(at % 2);
                match self.doubled && at % 2 == 1 {
                    true => data.extend_from_within(data.len() - 48 * 48..),
                    false => data.extend(self.picture(of, &mut random)),
                }
            }
            let pictures = Tensor {
                count: classes.len(),
                shape: Shape::new(1, 48, 48),
                data,
            };
            Labelled { pictures, classes }
        };
        Ok(Arc::new([part(self.count), part(self.count / 4)]))
    }
    fn folder(&self, path: &Path) -> Result<Vec<(String, Image)>, DataError> {
        assert_eq!(path, Path::new("mine"));
        let mut random = Stream::new(2, Purpose::Data, 0);
        let picture = |class| {
            let pixels = self.picture(class, &mut random);
            Image::from_fn(1, 48, 48, |_, y, x| pixels[y * 48 + x])
        };
        let pictures: Vec<Image> = [0, 1].map(picture).to_vec();
        Ok(["a.png", "b.png"]
            .map(str::to_owned)
            .into_iter()
            .zip(pictures)
            .collect())
    }
    fn layout(&self, path: &Path) -> Result<FolderLayout, DataError> {
        EmptyShelf.layout(path)
    }
}

fn quick() -> Faces {
    Faces {
        steps: 150,
        seeds: 1,
        count: 60,
        path: "mine".into(),
        ..Faces::default()
    }
}

fn find<'a>(figures: &'a [Figure], id: &str) -> &'a Figure {
    let found = figures.iter().find(|figure| figure.id == id);
    found.unwrap_or_else(|| {
        panic!(
            "{id}: {:?}",
            figures.iter().map(|one| &one.id).collect::<Vec<_>>()
        )
    })
}

#[test]
fn what_lies_in_the_mouth_is_learned_and_own_pictures_are_answered() {
    let (verdict, figures) = done(quick(), USUAL);
    let verdict = verdict.unwrap();
    let number = verdict
        .numbers
        .iter()
        .find(|(name, _)| name.contains("Mouth, 16×24: new"));
    assert!(number.unwrap().1 > 90.0, "{:?}", verdict.numbers);
    let Body::Grid(weights) = &find(&figures, "The weights as a picture").body else {
        panic!("no picture")
    };
    let half = weights.values.len() / 2;
    let sums =
        [&weights.values[..half], &weights.values[half..]].map(|half| half.iter().sum::<f32>());
    assert!(sums[0] > 0.0 && sums[1] < 0.0, "{sums:?}");
    let Body::Pictures(mine) = &find(&figures, "Your pictures").body else {
        panic!("no pictures")
    };
    assert!(mine[0].caption.starts_with('+') && mine[0].caption.contains("happy"));
    assert!(mine[1].caption.starts_with('−') && mine[1].caption.contains("sad"));
    let Body::Grid(map) = &find(&figures, "Answers to all new pictures").body else {
        panic!("no map")
    };
    // A fifth of 150, in rows of sixteen; what is left over is no number.
    assert_eq!(
        map.values.iter().filter(|value| value.is_finite()).count(),
        30
    );
    assert!(
        map.values
            .iter()
            .all(|value| value.is_nan() || value.abs() <= 1.0)
    );
    assert_eq!(map.rows(), 2);
}

#[test]
fn one_neuron_alone_has_a_picture_of_weights() {
    let lab = Faces {
        hidden: 4,
        path: String::new(),
        ..quick()
    };
    let (verdict, figures) = done(lab, USUAL);
    assert!(verdict.is_ok());
    assert!(figures.iter().all(|figure| !figure.id.contains("weights")));
    assert!(figures.iter().all(|figure| figure.id != "Your pictures"));
}

#[test]
fn what_cannot_be_learned_is_told_in_words() {
    let alike = Made {
        alike: true,
        ..USUAL
    };
    let words = done(quick(), alike).0.unwrap_err().to_string();
    assert!(words.contains("all 150 pictures are alike"), "{words}");
    let one = Made { count: 1, ..USUAL };
    let words = done(quick(), one).0.unwrap_err().to_string();
    assert!(words.contains("two at least are needed"), "{words}");
    let doubled = Made {
        doubled: true,
        ..USUAL
    };
    let (verdict, _) = done(quick(), doubled);
    let words = verdict.unwrap().words;
    assert!(words.contains("75 pictures lie in both classes"), "{words}");
}

#[test]
fn the_claim_is_about_many_drawn_faces() {
    let lab = Faces {
        seeds: 2,
        ..Faces::default()
    };
    let found = |size: usize, rights: [f64; 3]| {
        let all = [0, 1].into_iter().flat_map(|seed| {
            let looks = Look::ALL.iter().zip(rights);
            looks.map(move |(look, right)| Sized {
                look: *look,
                size,
                seed,
                right: [1.0, right],
            })
        });
        all.collect::<Vec<_>>()
    };
    let of = |lab: &Faces, size, rights| lab.verdict(&found(size, rights), size, 0).truth;
    assert_eq!(of(&lab, 640, [0.9, 0.8, 0.6]), Truth::Holds);
    assert_eq!(of(&lab, 640, [0.7, 0.8, 0.6]), Truth::Fails);
    // Thirty pictures, known by heart.
    assert_eq!(of(&lab, 30, [0.7, 0.8, 0.6]), Truth::Open);
    let own = Faces {
        folder: "mine".into(),
        ..lab
    };
    assert_eq!(of(&own, 640, [0.9, 0.8, 0.6]), Truth::Open);
}

/// A folder with the parts `train` and `val`; one picture in it cannot be read.
struct Parted;

const SIZES: [(&str, usize); 2] = [("train", 12), ("val", 3)];

impl Shelf for Parted {
    fn training_photos(&self) -> Result<Arc<Vec<Photo>>, DataError> {
        EmptyShelf.training_photos()
    }
    fn test_photos(&self) -> Result<Arc<Vec<(String, Image)>>, DataError> {
        EmptyShelf.test_photos()
    }
    fn collection(&self, which: Collection) -> Result<Arc<[Labelled; 2]>, DataError> {
        EmptyShelf.collection(which)
    }
    fn folder(&self, path: &Path) -> Result<Vec<(String, Image)>, DataError> {
        let of = |name: &str| path.components().any(|part| part.as_os_str() == name);
        let (part, class) = (usize::from(of("val")), usize::from(of("sad")));
        let mut random = Stream::new(3, Purpose::Data, (2 * part + class) as u64);
        let broken = usize::from(part == 0 && class == 0);
        let picture = |at| {
            let pixels = USUAL.picture(class, &mut random);
            let picture = Image::from_fn(1, 48, 48, |_, y, x| pixels[y * 48 + x]);
            (format!("{at}.png"), picture)
        };
        Ok((broken..SIZES[part].1).map(picture).collect())
    }
    fn each_picture(
        &self,
        path: &Path,
        take: &mut dyn FnMut(String, Image) -> usize,
    ) -> Result<Vec<String>, DataError> {
        let mut left_out = Vec::new();
        for (name, picture) in self.folder(path)? {
            take(name, picture);
        }
        if path.ends_with("train/happy") {
            left_out.push(format!(
                "{}/0.png: it is broken; take another",
                path.display()
            ));
        }
        Ok(left_out)
    }
    fn layout(&self, _: &Path) -> Result<FolderLayout, DataError> {
        let part = |(name, count): (&str, usize)| Inner {
            name: name.into(),
            pictures: 0,
            classes: ["happy", "sad"]
                .map(|class| (class.to_owned(), count))
                .to_vec(),
        };
        Ok(FolderLayout {
            pictures: Vec::new(),
            folders: SIZES.map(part).to_vec(),
        })
    }
}

#[test]
fn a_folder_in_parts_keeps_them_and_what_cannot_be_read_is_named() {
    let lab = Faces {
        folder: "mine".into(),
        path: String::new(),
        ..quick()
    };
    let (verdict, figures) = done(lab, Parted);
    let words = verdict.unwrap().words;
    let told = "1 of 30 pictures could not be read: train/happy/0.png.";
    assert!(words.contains(told), "{words}");
    let Body::Words(left) = &find(&figures, "What was left out of the folder").body else {
        panic!("no words")
    };
    assert_eq!(left[0], told);
    assert!(left[1].contains("it is broken"), "{left:?}");
    let note = &find(&figures, "What is learned from").note;
    assert!(
        note.contains("23 pictures to learn from, 6 held out"),
        "{note}"
    );
    assert!(note.contains("as the folder divides them"), "{note}");
    let note = &find(&figures, "The picture looked at").note;
    assert!(note.contains("File: val/happy/0.png."), "{note}");
}

#[test]
fn a_picture_of_another_size_is_answered_in_words_and_on_the_axis() {
    let lab = quick();
    let job: Job<Poke, Told, Result<Verdict, TrainError>> =
        Job::start("faces", Arc::new(|| {}), move |link| {
            let options = Options::default();
            lab.run(&Desk::attended(link, &USUAL, &options))
        })
        .unwrap();
    let pixels = USUAL.picture(1, &mut Stream::new(9, Purpose::Data, 0));
    // Twice as large, wider than high, in colour.
    let large = Image::from_fn(3, 96, 128, |_, y, x| match x.checked_sub(16) {
        Some(x) if x < 96 => pixels[(y / 2) * 48 + x / 2],
        _ => 0.0,
    });
    let given = Given {
        name: "mine.png".into(),
        picture: large.into(),
    };
    let mut asked = 0;
    let mut titles = Vec::new();
    let end = std::time::Instant::now() + Duration::from_secs(60);
    while titles.len() < 2 {
        assert!(std::time::Instant::now() < end, "no answer: {titles:?}");
        match job.wait_event(Duration::from_millis(20)) {
            Some(Told::Waits(true)) => {
                let poke = [Some(given.clone()), None].get(asked).cloned();
                asked += 1;
                assert!(poke.is_none_or(|poke| job.command(Poke::Given(poke))));
            }
            Some(Told::Figure(figure)) if figure.id == given::ANSWER && asked > 0 => {
                titles.push(figure.title);
            }
            _ => {}
        }
    }
    assert!(
        titles[0].starts_with("mine.png: −") && titles[0].ends_with(": sad"),
        "{titles:?}"
    );
    assert_eq!(titles[1], given::ANSWER);
}

#[test]
fn a_wrong_picture_names_the_place_that_looks_at_it() {
    // Each picture lies in both classes: half of the answers are wrong.
    let doubled = Made {
        doubled: true,
        ..USUAL
    };
    let (_, figures) = done(quick(), doubled);
    let wrong = figures
        .iter()
        .find(|figure| figure.id == "Wrong pictures")
        .unwrap();
    let Body::Pictures(pictures) = &wrong.body else {
        panic!("nothing is wrong: {:?}", wrong.body);
    };
    for picture in pictures {
        let [row, column] = picture.place.unwrap();
        assert!(column < ROW && row * ROW + column < 30);
        assert!(picture.caption.contains(", but "), "{}", picture.caption);
    }
    assert!(wrong.pick.is_some());
}
