//! A training step, once everything has its size, asks for no memory: forward, loss, backward and update.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use lemida::job::with_threads;
use lemida::nn::init::Init;
use lemida::nn::loss::{CrossEntropy, Loss, MeanSquared, Target};
use lemida::nn::optimizer::{Adam, Muon, Optimizer, Step};
use lemida::nn::{Mode, Network, Shape, Tensor, presets};

static ASKED: AtomicUsize = AtomicUsize::new(0);

struct Counting;

// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ASKED.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(place, layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ASKED.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller's promise.
        unsafe { System.realloc(place, layout, size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

#[test]
fn steps_allocate_nothing() {
    let cases = [
        ("residual-7", 1, Shape::new(1, 24, 24), 4),
        ("dncnn-8", 1, Shape::new(1, 20, 28), 4),
        ("residual-blocks", 3, Shape::new(3, 20, 20), 2),
        ("u-net", 1, Shape::new(1, 24, 24), 4),
        ("half-scale", 1, Shape::new(1, 24, 24), 4),
        ("residual-u-net", 1, Shape::new(1, 16, 24), 2),
        ("linear-filter", 1, Shape::new(1, 24, 24), 4),
        ("small-cnn", 10, Shape::new(1, 28, 28), 8),
        ("mlp-256-128", 10, Shape::new(1, 28, 28), 16),
        ("mlp-8-8", 1, Shape::vector(2), 10),
    ];
    let optimizers: [&dyn Optimizer; 2] = [&Adam::default(), &Muon::default()];
    let both = cases
        .into_iter()
        .flat_map(|case| optimizers.map(|optimizer| (case, optimizer)));
    for ((name, answers, shape, count), optimizer) in both {
        let preset = presets::find(name).unwrap();
        let architecture = (preset.make)(answers);
        let asked = with_threads(1, || {
            let mut network = Network::new(&architecture, shape, Init::He, 1).unwrap();
            let mut input = Tensor::zeros(count, shape);
            for (at, value) in input.data.iter_mut().enumerate() {
                *value = (at as f32).sin();
            }
            let output = network.output_shape();
            let target = Tensor::zeros(count, output);
            let classes = vec![1; count];
            let mut gradient = Tensor::zeros(count, output);
            let mut slots = vec![vec![0.0; network.values().len()]; 2];
            let mut step = |number| {
                let answer = network.forward(&input, Mode::Train { seed: number });
                if answers == 10 {
                    CrossEntropy {}.evaluate(answer, Target::Classes(&classes), &mut gradient);
                } else {
                    MeanSquared {}.evaluate(answer, Target::Values(&target), &mut gradient);
                }
                network.backward(&gradient);
                let (weights, gradients, matrices) = network.update();
                let step = Step {
                    rate: 1e-3,
                    number,
                    matrices,
                };
                optimizer.update(weights, gradients, &mut slots, &step);
            };
            (1..6).for_each(&mut step);
            // Another thread of the test's own may ask for memory in between, but not each time.
            let mut least = usize::MAX;
            for try_at in [6, 16, 26] {
                let before = ASKED.load(Ordering::Relaxed);
                (try_at..try_at + 10).for_each(&mut step);
                least = least.min(ASKED.load(Ordering::Relaxed) - before);
            }
            least
        });
        assert_eq!(
            asked,
            Ok(0),
            "{name}, {}: requests for memory in ten steps",
            optimizer.id()
        );
    }
}
