//! Values against those of PyTorch; `tests/reference/make_reference.py` made them.

use serde_json::Value as Json;

use super::super::Mode;
use super::*;

fn reference() -> Json {
    serde_json::from_str(include_str!("../../../../tests/reference/reference.json")).unwrap()
}

fn list(json: &Json) -> Vec<f32> {
    let values = json.as_array().unwrap();
    values.iter().map(|v| v.as_f64().unwrap() as f32).collect()
}

fn shape(json: &Json) -> Shape {
    let sides = list(json);
    Shape::new(sides[0] as usize, sides[1] as usize, sides[2] as usize)
}

fn batch(shape: Shape, json: &Json) -> Tensor {
    let data = list(json);
    Tensor {
        count: data.len() / shape.size(),
        shape,
        data,
    }
}

fn assert_near(found: &[f32], json: &Json, what: &str) {
    let expected = list(json);
    assert_eq!(found.len(), expected.len(), "{what}");
    for (found, expected) in found.iter().zip(expected) {
        let error = (found - expected).abs();
        assert!(
            error < 2e-5 * (1.0 + expected.abs()),
            "{what}: {found}, PyTorch {expected}"
        );
    }
}

#[test]
fn convolutions_are_those_of_pytorch() {
    for case in reference()["convolutions"].as_array().unwrap() {
        let settings: Vec<_> = ["channels", "kernel", "stride", "dilation"]
            .map(|key| (key, Value::Int(case[key].as_i64().unwrap())))
            .into_iter()
            .chain([(
                "padding",
                Value::Text(case["padding"].as_str().unwrap().into()),
            )])
            .collect();
        let shape = shape(&case["input_shape"]);
        let mut network = built(&single(layer("conv", &settings)), shape);
        let weight = network.parameters()[0].range.clone();
        network.update().0[weight.clone()].copy_from_slice(&list(&case["weight"]));
        network.update().0[weight.end..].copy_from_slice(&list(&case["bias"]));
        network.want_input_gradient(true);
        let mode = Mode::Train { seed: 0 };
        let y = network.forward(&batch(shape, &case["x"]), mode).clone();
        let what = format!("{settings:?}");
        assert_near(&y.data, &case["y"], &what);
        network.backward(&batch(y.shape, &case["dy"]));
        assert_near(&network.input_gradient().unwrap().data, &case["dx"], &what);
        assert_near(
            &network.gradients()[weight.clone()],
            &case["dweight"],
            &what,
        );
        assert_near(&network.gradients()[weight.end..], &case["dbias"], &what);
    }
}

#[test]
fn batch_norm_is_that_of_pytorch() {
    let case = &reference()["batch_norm"];
    let shape = shape(&case["input_shape"]);
    let mut network = built(&single(layer("batch-norm", &[])), shape);
    network.update().0[..3].copy_from_slice(&list(&case["scale"]));
    network.update().0[3..].copy_from_slice(&list(&case["shift"]));
    network.want_input_gradient(true);
    for step in case["train"].as_array().unwrap() {
        let mode = Mode::Train { seed: 0 };
        let y = network.forward(&batch(shape, &step["x"]), mode).clone();
        assert_near(&y.data, &step["y"], "y");
        network.backward(&batch(shape, &step["dy"]));
        assert_near(&network.input_gradient().unwrap().data, &step["dx"], "dx");
        assert_near(&network.gradients()[..3], &step["dscale"], "dscale");
        assert_near(&network.gradients()[3..], &step["dshift"], "dshift");
        let weights = network.weights();
        assert_near(&weights[2].values, &step["running_mean"], "running mean");
        assert_near(
            &weights[3].values,
            &step["running_variance"],
            "running variance",
        );
    }
    let evaluate = &case["evaluate"];
    let y = network.forward(&batch(shape, &evaluate["x"]), Mode::Evaluate);
    assert_near(&y.data, &evaluate["y"], "evaluation");
}

#[test]
fn other_layers_are_those_of_pytorch() {
    for case in reference()["layers"].as_array().unwrap() {
        let id = case["layer"].as_str().unwrap();
        let settings = case["settings"].as_object().unwrap();
        let mut layer = layer(id, &[]);
        for (key, value) in settings {
            let value = match value {
                Json::Bool(flag) => Value::Flag(*flag),
                other => Value::Int(other.as_i64().unwrap()),
            };
            layer.set(key, value).unwrap();
        }
        let shape = shape(&case["input_shape"]);
        let mut network = built(&single(layer), shape);
        let arrays = case["arrays"].as_array().unwrap();
        let ranges: Vec<_> = network
            .parameters()
            .iter()
            .map(|own| own.range.clone())
            .collect();
        assert_eq!(ranges.len(), arrays.len(), "{id}");
        for (own, (range, array)) in network.parameters().iter().zip(ranges.iter().zip(arrays)) {
            assert_eq!(own.name, format!("1.{}", array["name"].as_str().unwrap()));
            assert_eq!(range.len(), list(&array["values"]).len(), "{}", own.name);
        }
        for (range, array) in ranges.iter().zip(arrays) {
            network.update().0[range.clone()].copy_from_slice(&list(&array["values"]));
        }
        network.want_input_gradient(true);
        let mode = Mode::Train { seed: 0 };
        let what = format!("{id} {settings:?}");
        let y = network.forward(&batch(shape, &case["x"]), mode).clone();
        assert_near(&y.data, &case["y"], &what);
        network.backward(&batch(y.shape, &case["dy"]));
        if !list(&case["dx"]).is_empty() {
            assert_near(&network.input_gradient().unwrap().data, &case["dx"], &what);
        }
        for (range, array) in ranges.iter().zip(arrays) {
            assert_near(
                &network.gradients()[range.clone()],
                &array["gradient"],
                &what,
            );
        }
    }
}
