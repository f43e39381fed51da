//! Files that the program carries inside: photographs, and pictures with classes. `assets/CREDITS.md` has the
//! author and licence of each.

/// A file carried inside.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// Its name without folder and ending.
    pub name: &'static str,
    /// Its path under `assets/`.
    pub path: &'static str,
    /// Its contents.
    pub bytes: &'static [u8],
}

/// Lists files of one folder: their names stand here once and serve path and contents.
macro_rules! embed {
    ($folder:literal, $ending:literal: $($name:literal)*) => {
        &[$(Asset {
            name: $name,
            path: concat!($folder, "/", $name, $ending),
            bytes: include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/", $folder, "/", $name, $ending)),
        },)*]
    };
}

/// 12 square photographs of 341 to 384 pixels on which methods are judged; none of them is a training photograph.
pub static TEST_PHOTOS: &[Asset] = embed! { "photos/test", ".webp":
    "gc_animals_jaguar" "gc_cheetah" "gc_france_chateaudeChenonceau" "gc_india_hawaMahal"
    "gc_usa_mountRushmore" "gc_wonders_petra" "kde_Brushes" "kde_Dog" "kde_Parrot"
    "lomiri_life" "sk_coffee" "sl_china"
};

/// Digits: training pictures, training labels, test pictures, test labels (IDX format, gzip).
pub static DIGITS: &[Asset; 4] = embed! { "digits", ".gz":
    "mnist-train10000-images-idx3-ubyte" "mnist-train10000-labels-idx1-ubyte"
    "mnist-test2000-images-idx3-ubyte" "mnist-test2000-labels-idx1-ubyte"
};

/// Clothing, as the digits.
pub static FASHION: &[Asset; 4] = embed! { "fashion", ".gz":
    "fashion-train10000-images-idx3-ubyte" "fashion-train10000-labels-idx1-ubyte"
    "fashion-test2000-images-idx3-ubyte" "fashion-test2000-labels-idx1-ubyte"
};

/// Small digits, in the order in which they were written: pictures of 0 to 16, labels (IDX format, gzip).
pub static DIGITS_8: &[Asset; 2] = embed! { "digits8", ".gz":
    "optdigits-test1797-images-idx3-ubyte" "optdigits-test1797-labels-idx1-ubyte"
};

/// Two sheets of 20 × 20 drawn faces of 48 × 48 pixels.
pub static FACES: &[Asset; 2] = embed! { "faces", ".png": "happy" "sad" };

/// 168 photographs of 96 × 96 pixels, whose names begin with their kind.
pub static CLASSES: &[Asset] = embed! { "classes", ".jpg":
    "animal_gc_animals_bison" "animal_gc_animals_cat" "animal_gc_animals_chameleon"
    "animal_gc_animals_chicken" "animal_gc_animals_cow" "animal_gc_animals_crocodile"
    "animal_gc_animals_dog" "animal_gc_animals_dragon" "animal_gc_animals_duck"
    "animal_gc_animals_giraffe" "animal_gc_animals_hedgehog" "animal_gc_animals_horse"
    "animal_gc_animals_jaguar" "animal_gc_animals_kangaroo" "animal_gc_animals_koala"
    "animal_gc_animals_lemur" "animal_gc_animals_moose" "animal_gc_animals_narwhal"
    "animal_gc_animals_owl" "animal_gc_animals_panda" "animal_gc_animals_pig"
    "animal_gc_animals_polar_bear" "animal_gc_animals_scarlet_macaw" "animal_gc_animals_sheep"
    "animal_gc_crab" "animal_gc_giraffe" "animal_gc_kingfisher" "animal_gc_pika"
    "animal_gc_red_panda" "building_gc_egypt_bentPyramid" "building_gc_egypt_greatPyramidOfGiza"
    "building_gc_egypt_meidumPyramid" "building_gc_egypt_redPyramid"
    "building_gc_france_arlesAmphitheater" "building_gc_france_chateaudeChambord"
    "building_gc_france_chateaudeChenonceau" "building_gc_france_citedeCarcassonne"
    "building_gc_france_eiffelTower" "building_gc_france_montStMichel"
    "building_gc_france_palaisdesPapes" "building_gc_france_pontduGard"
    "building_gc_france_reimsCathedral" "building_gc_france_rocamadour"
    "building_gc_germany_aulaPalatina" "building_gc_germany_berlinCathedral"
    "building_gc_germany_brandenburgGate" "building_gc_germany_neuschwansteinCastle"
    "building_gc_germany_schwerinPalace" "building_gc_germany_trierImperialBaths"
    "building_gc_germany_wormsCathedral" "building_gc_india_ajantaCave"
    "building_gc_india_charminar" "building_gc_india_gatewayofIndia"
    "building_gc_india_goldenTemple" "building_gc_india_greatStupa" "building_gc_india_hawaMahal"
    "building_gc_india_konarkSunTemple" "building_gc_india_mysorePalace"
    "building_gc_india_qutubMinar" "building_gc_india_rangGhar" "building_gc_india_victoriaMemorial"
    "building_gc_usa_canyondeChelly" "building_gc_usa_castillodeSanMarcos"
    "building_gc_usa_castleClinton" "building_gc_usa_fortSumter"
    "building_gc_usa_georgeWashingtonBirthplace" "building_gc_usa_lincolnMemorial"
    "building_gc_usa_mountRushmore" "building_gc_usa_navajo" "building_gc_usa_statueofLiberty"
    "building_gc_wonders_colosseum" "building_gc_wonders_greatWallofChina"
    "building_gc_wonders_machuPicchu" "building_gc_wonders_petra" "building_gcs_monuments_IndiaGate"
    "building_gcs_monuments_arcDeTriomphe" "building_gcs_monuments_bayterek"
    "building_gcs_monuments_burj" "building_gcs_monuments_cathedral"
    "building_gcs_monuments_christTheRedeemer" "building_gcs_monuments_eiffelTower"
    "building_gcs_monuments_empireState" "building_gcs_monuments_greatWall"
    "building_gcs_monuments_jucheTower" "building_gcs_monuments_kutubMinar"
    "building_gcs_monuments_leMusee" "building_gcs_monuments_leaningTowerOfPisa"
    "building_gcs_monuments_monument1" "building_gcs_monuments_monument2"
    "building_gcs_monuments_monument3" "building_gcs_monuments_mountRushmore"
    "building_gcs_monuments_operaHouse" "building_gcs_monuments_parthenon"
    "building_gcs_monuments_statueOfLiberty" "building_gcs_monuments_tajMahal"
    "building_gcs_monuments_usCapitol" "building_gcs_monuments_victoriaMemorial"
    "building_gcs_monuments_zimniPalace" "energy_gcs_renewable_dam1" "energy_gcs_renewable_dam2"
    "energy_gcs_renewable_dam3" "energy_gcs_renewable_dam4" "energy_gcs_renewable_dam5"
    "energy_gcs_renewable_geothermal" "energy_gcs_renewable_solar1" "energy_gcs_renewable_solar2"
    "energy_gcs_renewable_solar3" "energy_gcs_renewable_solar4" "energy_gcs_renewable_solar5"
    "energy_gcs_renewable_solar7" "energy_gcs_renewable_solar8" "energy_gcs_renewable_windmill"
    "energy_gcs_renewable_windmill1" "energy_gcs_renewable_windmill11"
    "energy_gcs_renewable_windmill12" "energy_gcs_renewable_windmill13"
    "energy_gcs_renewable_windmill14" "energy_gcs_renewable_windmill15"
    "energy_gcs_renewable_windmill2" "energy_gcs_renewable_windmill3"
    "energy_gcs_renewable_windmill4" "energy_gcs_renewable_windmill5"
    "energy_gcs_renewable_windmill7" "energy_gcs_renewable_windmill8"
    "energy_gcs_renewable_windmill9" "fish_gcs_fishes_fish1" "fish_gcs_fishes_fish10"
    "fish_gcs_fishes_fish11" "fish_gcs_fishes_fish12" "fish_gcs_fishes_fish13"
    "fish_gcs_fishes_fish14" "fish_gcs_fishes_fish15" "fish_gcs_fishes_fish16"
    "fish_gcs_fishes_fish19" "fish_gcs_fishes_fish2" "fish_gcs_fishes_fish20"
    "fish_gcs_fishes_fish21" "fish_gcs_fishes_fish22" "fish_gcs_fishes_fish23"
    "fish_gcs_fishes_fish24" "fish_gcs_fishes_fish25" "fish_gcs_fishes_fish26"
    "fish_gcs_fishes_fish27" "fish_gcs_fishes_fish28" "fish_gcs_fishes_fish3"
    "fish_gcs_fishes_fish4" "fish_gcs_fishes_fish5" "fish_gcs_fishes_fish6" "fish_gcs_fishes_fish7"
    "fish_gcs_fishes_fish9" "tool_gcs_tools_hammer1" "tool_gcs_tools_hammer3"
    "tool_gcs_tools_hammer4" "tool_gcs_tools_hammer6" "tool_gcs_tools_hammer7"
    "tool_gcs_tools_measuringTape2" "tool_gcs_tools_measuringTape5" "tool_gcs_tools_measuringTape6"
    "tool_gcs_tools_multimeter1" "tool_gcs_tools_multimeter2" "tool_gcs_tools_nailCutter"
    "tool_gcs_tools_plier4" "tool_gcs_tools_scissors2" "tool_gcs_tools_scissors3"
    "tool_gcs_tools_screwDriver1" "tool_gcs_tools_screwDriver2" "tool_gcs_tools_sickle"
    "tool_gcs_tools_sideCutter1"
};

/// 109 photographs from which networks learn: every second one of the folder. The others are in the repository alone
/// and serve long trainings.
pub static TRAINING_PHOTOS: &[Asset] = embed! { "photos/train", ".jpg":
    "gc_animals_bison" "gc_animals_chameleon" "gc_animals_cow" "gc_animals_dog"
    "gc_animals_duck" "gc_animals_hedgehog" "gc_animals_kangaroo" "gc_animals_lemur"
    "gc_animals_narwhal" "gc_animals_panda" "gc_animals_polar_bear" "gc_animals_sheep"
    "gc_egypt_bentPyramid" "gc_egypt_meidumPyramid" "gc_france_arlesAmphitheater"
    "gc_france_citedeCarcassonne" "gc_france_montStMichel" "gc_france_pontduGard"
    "gc_france_rocamadour" "gc_germany_berlinCathedral" "gc_germany_neuschwansteinCastle"
    "gc_germany_trierImperialBaths" "gc_giraffe" "gc_india_charminar" "gc_india_goldenTemple"
    "gc_india_konarkSunTemple" "gc_india_qutubMinar" "gc_india_victoriaMemorial"
    "gc_music_africa" "gc_music_japan" "gc_music_middleeast" "gc_pika" "gc_sea1" "gc_sea3"
    "gc_sea5" "gc_usa_canyondeChelly" "gc_usa_castleClinton" "gc_usa_georgeWashingtonBirthplace"
    "gc_usa_navajo" "gc_wonders_colosseum" "gc_wonders_machuPicchu" "gcs_fishes_fish10"
    "gcs_fishes_fish12" "gcs_fishes_fish14" "gcs_fishes_fish16" "gcs_fishes_fish2"
    "gcs_fishes_fish21" "gcs_fishes_fish23" "gcs_fishes_fish25" "gcs_fishes_fish27"
    "gcs_fishes_fish3" "gcs_fishes_fish5" "gcs_fishes_fish7" "gcs_monuments_IndiaGate"
    "gcs_monuments_bayterek" "gcs_monuments_cathedral" "gcs_monuments_eiffelTower"
    "gcs_monuments_greatWall" "gcs_monuments_kutubMinar" "gcs_monuments_leaningTowerOfPisa"
    "gcs_monuments_monument2" "gcs_monuments_mountRushmore" "gcs_monuments_parthenon"
    "gcs_monuments_tajMahal" "gcs_monuments_victoriaMemorial" "gcs_others_baseball"
    "gcs_others_bucket" "gcs_others_bulb" "gcs_others_cup" "gcs_others_igloo" "gcs_others_pan"
    "gcs_others_plate" "gcs_others_volleyball" "gcs_renewable_dam1" "gcs_renewable_dam3"
    "gcs_renewable_dam5" "gcs_renewable_solar1" "gcs_renewable_solar3" "gcs_renewable_solar5"
    "gcs_renewable_solar8" "gcs_renewable_windmill1" "gcs_renewable_windmill12"
    "gcs_renewable_windmill14" "gcs_renewable_windmill2" "gcs_renewable_windmill4"
    "gcs_renewable_windmill7" "gcs_renewable_windmill9" "gcs_tools_hammer3" "gcs_tools_hammer6"
    "gcs_tools_measuringTape2" "gcs_tools_measuringTape6" "gcs_tools_multimeter2"
    "gcs_tools_plier4" "gcs_tools_scissors3" "gcs_tools_screwDriver2" "gcs_tools_sideCutter1"
    "kde_Astronaut" "kde_Bulb" "kde_Cat" "kde_Cocktail" "kde_Gamepad" "kde_Pancakes"
    "kde_Shuttle" "kde_Sunflower" "lomiri_seeding" "sk_brick" "sk_chelsea" "sk_gravel" "sp_face"
};

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    fn embedded() -> BTreeSet<String> {
        TRAINING_PHOTOS
            .iter()
            .chain(TEST_PHOTOS)
            .chain(DIGITS)
            .chain(FASHION)
            .chain(DIGITS_8)
            .chain(FACES)
            .chain(CLASSES)
            .map(|asset| asset.path.to_owned())
            .collect()
    }

    fn on_disk(folder: &str) -> BTreeSet<String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets");
        std::fs::read_dir(root.join(folder))
            .unwrap()
            .map(|file| {
                let name = file.unwrap().file_name().into_string().unwrap();
                format!("{folder}/{name}")
            })
            .collect()
    }

    #[test]
    fn the_lists_hold_what_the_folders_hold() {
        let embedded = embedded();
        for folder in [
            "photos/test",
            "digits",
            "digits8",
            "fashion",
            "faces",
            "classes",
        ] {
            assert!(on_disk(folder).is_subset(&embedded), "{folder}");
        }
        let photos = on_disk("photos/train");
        let every_second: BTreeSet<_> = photos.iter().step_by(2).cloned().collect();
        let inside: BTreeSet<_> = embedded.intersection(&photos).cloned().collect();
        assert_eq!(inside, every_second);
    }

    #[test]
    fn credits_name_every_file_with_author_and_licence() {
        let credits = include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../assets/CREDITS.md"
        ));
        let licences = [
            "CC0-1.0",
            "MIT",
            "Public-Domain",
            "CC-BY-2.0",
            "CC-BY-4.0",
            "CC-BY-SA-3.0",
            "CC-BY-SA-4.0",
        ];
        for path in embedded().into_iter().chain(on_disk("photos/train")) {
            let row = credits
                .lines()
                .find(|line| line.starts_with(&format!("| {path} |")))
                .unwrap_or_else(|| panic!("assets/CREDITS.md has no row for {path}"));
            let cells: Vec<_> = row.trim_matches('|').split('|').map(str::trim).collect();
            assert_eq!(cells.len(), 6, "{path}: a row has six cells");
            assert!(!cells[1].is_empty(), "{path}: no author");
            assert!(licences.contains(&cells[2]), "{path}: licence {}", cells[2]);
            assert!(!cells[3].is_empty(), "{path}: no source");
        }
    }
}
