//! Files that the program carries inside: training and test photographs, digits. `assets/CREDITS.md` has the
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
            bytes: include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/", $folder, "/", $name, $ending)),
        },)*]
    };
}

/// 12 square photographs of 341 to 384 pixels on which methods are judged; none of them is a training photograph.
pub static TEST_PHOTOS: &[Asset] = embed! { "photos/test", ".png":
    "gc_animals_jaguar" "gc_cheetah" "gc_france_chateaudeChenonceau" "gc_india_hawaMahal"
    "gc_usa_mountRushmore" "gc_wonders_petra" "kde_Brushes" "kde_Dog" "kde_Parrot"
    "lomiri_life" "sk_coffee" "sl_china"
};

/// Digits: training pictures, training labels, test pictures, test labels (IDX format, gzip).
pub static DIGITS: &[Asset; 4] = embed! { "digits", ".gz":
    "mnist-train10000-images-idx3-ubyte" "mnist-train10000-labels-idx1-ubyte"
    "mnist-test2000-images-idx3-ubyte" "mnist-test2000-labels-idx1-ubyte"
};

/// 217 photographs from which networks learn.
pub static TRAINING_PHOTOS: &[Asset] = embed! { "photos/train", ".jpg":
    "gc_animals_bison" "gc_animals_cat" "gc_animals_chameleon" "gc_animals_chicken"
    "gc_animals_cow" "gc_animals_crocodile" "gc_animals_dog" "gc_animals_dragon"
    "gc_animals_duck" "gc_animals_giraffe" "gc_animals_hedgehog" "gc_animals_horse"
    "gc_animals_kangaroo" "gc_animals_koala" "gc_animals_lemur" "gc_animals_moose"
    "gc_animals_narwhal" "gc_animals_owl" "gc_animals_panda" "gc_animals_pig"
    "gc_animals_polar_bear" "gc_animals_scarlet_macaw" "gc_animals_sheep" "gc_crab"
    "gc_egypt_bentPyramid" "gc_egypt_greatPyramidOfGiza" "gc_egypt_meidumPyramid"
    "gc_egypt_redPyramid" "gc_france_arlesAmphitheater" "gc_france_chateaudeChambord"
    "gc_france_citedeCarcassonne" "gc_france_eiffelTower" "gc_france_montStMichel"
    "gc_france_palaisdesPapes" "gc_france_pontduGard" "gc_france_reimsCathedral"
    "gc_france_rocamadour" "gc_germany_aulaPalatina" "gc_germany_berlinCathedral"
    "gc_germany_brandenburgGate" "gc_germany_neuschwansteinCastle" "gc_germany_schwerinPalace"
    "gc_germany_trierImperialBaths" "gc_germany_wormsCathedral" "gc_giraffe"
    "gc_india_ajantaCave" "gc_india_charminar" "gc_india_gatewayofIndia"
    "gc_india_goldenTemple" "gc_india_greatStupa" "gc_india_konarkSunTemple"
    "gc_india_mysorePalace" "gc_india_qutubMinar" "gc_india_rangGhar"
    "gc_india_victoriaMemorial" "gc_kingfisher" "gc_music_africa" "gc_music_italy"
    "gc_music_japan" "gc_music_mexico" "gc_music_middleeast" "gc_music_orchestra"
    "gc_pika" "gc_red_panda" "gc_sea1" "gc_sea2" "gc_sea3" "gc_sea4" "gc_sea5"
    "gc_sea6" "gc_usa_canyondeChelly" "gc_usa_castillodeSanMarcos" "gc_usa_castleClinton"
    "gc_usa_fortSumter" "gc_usa_georgeWashingtonBirthplace" "gc_usa_lincolnMemorial"
    "gc_usa_navajo" "gc_usa_statueofLiberty" "gc_wonders_colosseum"
    "gc_wonders_greatWallofChina" "gc_wonders_machuPicchu" "gcs_fishes_fish1"
    "gcs_fishes_fish10" "gcs_fishes_fish11" "gcs_fishes_fish12" "gcs_fishes_fish13"
    "gcs_fishes_fish14" "gcs_fishes_fish15" "gcs_fishes_fish16" "gcs_fishes_fish19"
    "gcs_fishes_fish2" "gcs_fishes_fish20" "gcs_fishes_fish21" "gcs_fishes_fish22"
    "gcs_fishes_fish23" "gcs_fishes_fish24" "gcs_fishes_fish25" "gcs_fishes_fish26"
    "gcs_fishes_fish27" "gcs_fishes_fish28" "gcs_fishes_fish3" "gcs_fishes_fish4"
    "gcs_fishes_fish5" "gcs_fishes_fish6" "gcs_fishes_fish7" "gcs_fishes_fish9"
    "gcs_monuments_IndiaGate" "gcs_monuments_arcDeTriomphe" "gcs_monuments_bayterek"
    "gcs_monuments_burj" "gcs_monuments_cathedral" "gcs_monuments_christTheRedeemer"
    "gcs_monuments_eiffelTower" "gcs_monuments_empireState" "gcs_monuments_greatWall"
    "gcs_monuments_jucheTower" "gcs_monuments_kutubMinar" "gcs_monuments_leMusee"
    "gcs_monuments_leaningTowerOfPisa" "gcs_monuments_monument1" "gcs_monuments_monument2"
    "gcs_monuments_monument3" "gcs_monuments_mountRushmore" "gcs_monuments_operaHouse"
    "gcs_monuments_parthenon" "gcs_monuments_statueOfLiberty" "gcs_monuments_tajMahal"
    "gcs_monuments_usCapitol" "gcs_monuments_victoriaMemorial" "gcs_monuments_zimniPalace"
    "gcs_others_baseball" "gcs_others_blackslate" "gcs_others_bucket" "gcs_others_buffetset"
    "gcs_others_bulb" "gcs_others_chair" "gcs_others_cup" "gcs_others_erasers"
    "gcs_others_igloo" "gcs_others_knife" "gcs_others_pan" "gcs_others_pillow"
    "gcs_others_plate" "gcs_others_spoons" "gcs_others_volleyball"
    "gcs_others_weighingMachine" "gcs_renewable_dam1" "gcs_renewable_dam2"
    "gcs_renewable_dam3" "gcs_renewable_dam4" "gcs_renewable_dam5" "gcs_renewable_geothermal"
    "gcs_renewable_solar1" "gcs_renewable_solar2" "gcs_renewable_solar3"
    "gcs_renewable_solar4" "gcs_renewable_solar5" "gcs_renewable_solar7"
    "gcs_renewable_solar8" "gcs_renewable_windmill" "gcs_renewable_windmill1"
    "gcs_renewable_windmill11" "gcs_renewable_windmill12" "gcs_renewable_windmill13"
    "gcs_renewable_windmill14" "gcs_renewable_windmill15" "gcs_renewable_windmill2"
    "gcs_renewable_windmill3" "gcs_renewable_windmill4" "gcs_renewable_windmill5"
    "gcs_renewable_windmill7" "gcs_renewable_windmill8" "gcs_renewable_windmill9"
    "gcs_tools_hammer1" "gcs_tools_hammer3" "gcs_tools_hammer4" "gcs_tools_hammer6"
    "gcs_tools_hammer7" "gcs_tools_measuringTape2" "gcs_tools_measuringTape5"
    "gcs_tools_measuringTape6" "gcs_tools_multimeter1" "gcs_tools_multimeter2"
    "gcs_tools_nailCutter" "gcs_tools_plier4" "gcs_tools_scissors2" "gcs_tools_scissors3"
    "gcs_tools_screwDriver1" "gcs_tools_screwDriver2" "gcs_tools_sickle"
    "gcs_tools_sideCutter1" "kde_Air_Balloon" "kde_Astronaut" "kde_Books" "kde_Bulb"
    "kde_Car" "kde_Cat" "kde_Chameleon" "kde_Cocktail" "kde_Fish" "kde_Gamepad"
    "kde_Owl" "kde_Pancakes" "kde_Pencils" "kde_Shuttle" "kde_Soccer" "kde_Sunflower"
    "kde_Sushi" "lomiri_seeding" "sk_astronaut" "sk_brick" "sk_camera" "sk_chelsea"
    "sk_grass" "sk_gravel" "sk_rocket" "sp_face"
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
            .map(|asset| asset.path.to_owned())
            .collect()
    }

    #[test]
    fn the_lists_hold_every_file_of_the_folders() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
        let mut on_disk = BTreeSet::new();
        for folder in ["photos/train", "photos/test", "digits"] {
            for file in std::fs::read_dir(root.join(folder)).unwrap() {
                let name = file.unwrap().file_name().into_string().unwrap();
                on_disk.insert(format!("{folder}/{name}"));
            }
        }
        assert_eq!(embedded(), on_disk);
    }

    #[test]
    fn credits_name_every_file_with_author_and_licence() {
        let credits = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/CREDITS.md"));
        let licences = [
            "CC0-1.0",
            "Public-Domain",
            "CC-BY-2.0",
            "CC-BY-4.0",
            "CC-BY-SA-3.0",
            "CC-BY-SA-4.0",
        ];
        for path in embedded() {
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
