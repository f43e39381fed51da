//! The small digits and the machines that learn them, held against scikit-learn 1.9.1 (LIBSVM inside), whose numbers
//! were made so:
//!
//! ```python
//! import numpy
//! from sklearn.datasets import load_digits
//! from sklearn.svm import SVC
//! x, y = load_digits(return_X_y=True)
//! half = len(y) // 2
//! machine = SVC(tol=1e-9, decision_function_shape="ovo").fit(x[:half] / 16, y[:half])
//! values = machine.decision_function(x[half:] / 16)
//! print(machine.n_support_.sum(), machine._gamma, numpy.abs(values).sum())
//! print(*machine.predict(x[half:] / 16), sep="")
//! print(values[[0, 440, 814]])  # two and three classes of 440 and 814 have as many votes
//! print((SVC().fit(x[:half], y[:half]).predict(x[half:]) == machine.predict(x[half:] / 16)).all())
//! ```

use lemida::data::{Collection, Shelf as _};
use lemida::math::svm::{Kernel, Machine, Matter, Precision, Rule, gamma_of};
use lemida::store::shelf::DiskShelf;

/// What it answers to each digit of the second half.
const ANSWERS: &str = "\
    8849089112345678901234567890123496789095565098984177391278201263373346664915095282001763214631391768\
    4314053696175447282257954490898012345678901234567890123456789095565098984177351007820126337334666991\
    5095282001763215463179176843140536961754472822579548849089801234567890123456789012345678909556509895\
    4177351002278201263373346664915095282001763217463139176843140536968754472822579548849089809234567890\
    1234567890123456789095565098984177351002278201263373346664915096283001763217463139176843140536961754\
    4728225795488490801234567890123456789012345678909556509898417735100227920126337334666491509528200976\
    3217463139176843140536961754472822579548849089801234517190123456701234567894955650985841773510002782\
    0126877734666991509528017632178631391768431405369617544722573594508980123456789012845678901254567890\
    955650989841777510022782012688758466649150952820017632174631391768451405369617544728225795488490898";
/// The values of all pairs of classes for three of them.
const DECISIONS: [[f64; 45]; 3] = [
    [
        -0.561_140_571,
        -0.536_806_149,
        -0.656_923_296,
        -0.123_111_170,
        -0.728_709_931,
        -0.325_321_402,
        -0.553_053_896,
        -1.090_688_783,
        -1.175_992_241,
        0.209_648_885,
        0.107_559_068,
        0.645_700_149,
        0.139_231_420,
        0.385_266_814,
        0.001_158_987,
        -0.429_808_273,
        -0.095_077_042,
        -0.081_507_948,
        0.228_680_505,
        0.074_351_214,
        0.303_641_568,
        0.022_122_684,
        -0.778_647_352,
        -0.236_899_998,
        0.166_761_214,
        0.059_356_647,
        0.410_893_011,
        0.038_600_548,
        -1.004_968_335,
        -0.540_654_408,
        -0.305_248_229,
        -0.061_986_142,
        -0.362_646_936,
        -0.961_905_736,
        -0.842_309_078,
        0.641_337_363,
        -0.201_313_486,
        -0.938_041_025,
        -1.014_421_558,
        -0.316_062_888,
        -1.234_643_762,
        -0.798_417_658,
        -0.715_637_669,
        -0.723_951_358,
        0.778_154_715,
    ],
    [
        0.166_327_133,
        -0.228_235_683,
        -0.337_719_237,
        0.476_445_902,
        0.069_296_863,
        0.488_122_519,
        0.047_163_554,
        0.181_133_663,
        -0.327_327_439,
        -0.598_299_498,
        -0.659_139_939,
        0.364_295_283,
        -0.355_545_902,
        0.239_628_323,
        -0.285_335_489,
        -0.317_916_564,
        -0.446_135_566,
        -0.135_847_339,
        0.801_408_952,
        0.210_184_833,
        0.707_192_809,
        0.460_583_363,
        0.595_094_922,
        0.035_539_756,
        0.778_189_139,
        0.476_517_311,
        0.735_530_596,
        0.702_994_032,
        0.810_151_684,
        -0.175_173_841,
        -0.567_972_530,
        0.003_455_544,
        -0.820_021_142,
        -0.761_578_729,
        -0.708_215_872,
        0.807_561_624,
        0.010_525_789,
        0.275_672_654,
        -0.677_820_914,
        -0.387_254_609,
        -0.707_632_871,
        -0.880_593_118,
        -0.204_361_498,
        -0.199_287_197,
        -0.792_940_798,
    ],
    [
        -0.784_740_651,
        -0.848_880_476,
        -0.743_744_891,
        -0.458_466_917,
        -1.225_573_369,
        -0.410_214_314,
        -1.064_112_327,
        -1.178_804_603,
        -0.746_508_311,
        0.725_194_821,
        -0.147_854_459,
        0.891_244_185,
        -0.255_505_799,
        0.775_758_667,
        -0.182_472_796,
        -0.305_481_691,
        0.165_624_071,
        -0.186_556_533,
        0.189_223_755,
        -0.326_168_701,
        0.454_898_734,
        -0.527_878_980,
        -0.679_016_568,
        0.111_357_390,
        0.381_230_913,
        0.242_808_796,
        0.531_067_387,
        -0.175_226_021,
        -0.124_292_743,
        0.513_529_394,
        -0.639_955_524,
        0.399_208_286,
        -1.147_666_581,
        -0.703_541_462,
        -0.518_325_879,
        1.161_376_325,
        0.009_513_843,
        -0.353_162_830,
        0.186_791_238,
        -0.866_317_868,
        -1.298_390_605,
        -0.553_505_387,
        0.148_114_734,
        0.712_485_506,
        0.631_293_488,
    ],
];

#[test]
fn machines_answer_the_second_half_of_the_digits_as_scikit_learn_does() {
    let halves = DiskShelf.collection(Collection::SmallDigits).unwrap();
    let [first, second] = &*halves;
    let rows = &first.pictures.data;
    let gamma = gamma_of(rows, 64);
    assert!((gamma - 0.109_831_354_547).abs() < 1e-11, "{gamma}");
    let matter = Matter {
        rows,
        width: 64,
        classes: &first.classes,
    };
    let rule = Rule {
        tolerance: 1e-9,
        ..Rule::default()
    };
    let (kernel, goes_on) = (Kernel::Radial { gamma }, |_| true);
    let machine = Machine::learn(matter, kernel, Precision::Double, &rule, &goes_on).unwrap();
    assert_eq!((machine.vectors(), machine.capped()), (479, 0));

    let values = machine.decisions(&second.pictures.data);
    for (at, expected) in [0, 440, 814].into_iter().zip(&DECISIONS) {
        for (own, expected) in values[45 * at..].iter().zip(expected) {
            assert!(
                (own - expected).abs() < 1e-5,
                "digit {at}: {own} for {expected}"
            );
        }
    }
    let sum: f64 = values.iter().map(|value| value.abs()).sum();
    assert!((sum - 23_978.918_075).abs() < 1e-2, "{sum}");
    let answers = machine.votes(&values);
    let told: String = answers.iter().map(usize::to_string).collect();
    assert_eq!(told, ANSWERS);
    let right = answers.iter().zip(&second.classes).filter(|(a, b)| a == b);
    assert_eq!(right.count(), 864);

    // As the lab does it: single precision and the usual tolerance.
    let usual = Machine::learn(
        matter,
        kernel,
        Precision::Single,
        &Rule::default(),
        &goes_on,
    );
    assert_eq!(usual.unwrap().answers(&second.pictures.data), answers);
}
