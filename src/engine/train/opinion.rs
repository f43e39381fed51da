//! What a trained network says of a picture: how sure it is of each class.

use super::Experiment;
use crate::data::DataSet;
use crate::image::Image;
use crate::nn::{Mode, Model, Network, Shape, Tensor};
use crate::say;
use crate::words::Text;

/// A network that names what is in a picture.
pub struct Classifier {
    network: Network,
    data: Box<dyn DataSet>,
    classes: Vec<String>,
    named: bool,
}

impl Classifier {
    /// The network that `experiment` trained. `classes` are the names in the order of its answers; where they do not
    /// fit the answers, or are not known, the classes are numbered.
    ///
    /// # Errors
    /// A plain sentence when it names no pictures, or cannot be built.
    pub fn new(model: &Model, experiment: &Experiment, classes: &[String]) -> Result<Self, Text> {
        let data = &experiment.data;
        if experiment.answer().is_picture() {
            return Err(say!(
                "this network cleans pictures, it names no classes: use it with lemida denoise --model"
            ));
        }
        if !experiment.answer().is_class() {
            return Err(say!(
                "this network predicts a number, it names no classes: choose one that was trained to classify"
            ));
        }
        if data.prepare(&Image::zeros(1, 1, 1)).is_none() {
            return Err(say!(
                "this network names the class of points in the plane, not of pictures: choose one that was trained on \
                pictures"
            ));
        }
        let shape = data.shape();
        let network =
            Network::from_model(model, shape.height, shape.width).map_err(|error| error.text())?;
        let answers = crate::nn::check(&model.architecture, shape).output;
        // A single number tells two classes apart by its sign.
        let answers = answers.map_or(0, Shape::size).max(2);
        let named = classes.len() == answers;
        let numbered = || {
            (1..=answers)
                .map(|class| format!("class {class}"))
                .collect()
        };
        Ok(Self {
            network,
            data: data.clone(),
            classes: if named { classes.to_vec() } else { numbered() },
            named,
        })
    }

    /// The names of the classes.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// Whether the names are those of the data set, not numbers.
    pub fn named(&self) -> bool {
        self.named
    }

    /// How sure the network is of each class, from 0 to 1, together 1. The picture is brought to the network's input as
    /// training did.
    ///
    /// # Errors
    /// A plain sentence when it has no answer.
    pub fn ask(&mut self, picture: &Image) -> Result<Vec<f32>, Text> {
        let Some(example) = self.data.prepare(picture) else {
            return Err(say!("this network takes no pictures"));
        };
        let input = Tensor::from_image(&example);
        let answer = self.network.forward(&input, Mode::Evaluate);
        let shares = shares(answer.example(0));
        if shares.iter().all(|share| share.is_finite()) {
            Ok(shares)
        } else {
            Err(say!(
                "the network's answer is no number: its weights are broken, or the picture has pixels without a number"
            ))
        }
    }
}

/// How sure an answer is of each class: softmax; of a single number, where it stands from −1 (all the first) to +1 (all
/// the second).
pub(super) fn shares(answer: &[f32]) -> Vec<f32> {
    if let [single] = answer {
        // A NaN stays one.
        let second = (0.5 + 0.5 * single).clamp(0.0, 1.0);
        return vec![1.0 - second, second];
    }
    let most = answer.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let raised: Vec<f32> = answer.iter().map(|value| (value - most).exp()).collect();
    let sum: f32 = raised.iter().sum();
    raised.iter().map(|value| value / sum).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::data::FolderClasses;
    use crate::nn::init::Init;
    use crate::nn::{Architecture, layers};
    use crate::setting::{Value, find};

    /// A network on grey pictures of 4×4 that answers with the mean brightness and with its reverse.
    fn bright(units: i64) -> (Model, Experiment) {
        let mut experiment = Experiment::named("digits-mlp").unwrap();
        experiment.data = Box::new(FolderClasses {
            side: 4,
            channels: crate::data::Channels::Gray,
            ..Default::default()
        });
        let mut dense = (find(layers::ALL, "dense").unwrap().make)();
        dense.set("units", Value::Int(units)).unwrap();
        let flatten = (find(layers::ALL, "flatten").unwrap().make)();
        experiment.architecture = Architecture::of([flatten, dense]);
        let shape = Shape::new(1, 4, 4);
        let network = Network::new(&experiment.architecture, shape, Init::Zeros, 0).unwrap();
        let mut weights = network.weights();
        for (at, value) in weights[0].values.iter_mut().enumerate() {
            *value = if at < 16 { 0.5 } else { -0.5 };
        }
        let model = Model {
            architecture: Arc::new(experiment.architecture.clone()),
            channels: 1,
            weights: Arc::new(weights),
        };
        (model, experiment)
    }

    #[test]
    fn a_picture_of_any_size_and_colour_is_named() {
        let (model, experiment) = bright(2);
        let names = ["bright".to_owned(), "dark".to_owned()];
        let mut classifier = Classifier::new(&model, &experiment, &names).unwrap();
        assert!(classifier.named() && classifier.classes() == names);
        for (channels, height, width) in [(1, 4, 4), (3, 30, 50), (3, 1, 1), (1, 7, 3)] {
            let white = Image::from_fn(channels, height, width, |_, _, _| 1.0);
            let shares = classifier.ask(&white).unwrap();
            let expected = 1.0 / (1.0 + (-16.0f32).exp());
            assert!((shares[0] - expected).abs() < 1e-5, "{shares:?}");
            assert!((shares.iter().sum::<f32>() - 1.0).abs() < 1e-6);
            let black = Image::zeros(channels, height, width);
            assert_eq!(classifier.ask(&black).unwrap(), [0.5, 0.5]);
        }
        let hole = Image::from_fn(1, 4, 4, |_, y, _| if y == 2 { f32::NAN } else { 0.0 });
        assert!(classifier.ask(&hole).is_err());
    }

    #[test]
    fn one_number_tells_two_classes_and_unknown_ones_are_numbered() {
        let (model, experiment) = bright(1);
        let classifier = Classifier::new(&model, &experiment, &[]).unwrap();
        assert!(!classifier.named());
        assert_eq!(classifier.classes(), ["class 1", "class 2"]);
        assert_eq!(shares(&[-3.0]), [1.0, 0.0]);
        assert_eq!(shares(&[0.5]), [0.25, 0.75]);
    }

    #[test]
    fn what_names_no_pictures_is_refused() {
        let (model, _) = bright(2);
        for (name, words) in [
            ("denoise-quick", "lemida denoise --model"),
            ("points-xor", "points"),
        ] {
            let experiment = Experiment::named(name).unwrap();
            let refused = Classifier::new(&model, &experiment, &[])
                .err()
                .unwrap()
                .to_string();
            assert!(refused.contains(words), "{refused}");
        }
    }
}
