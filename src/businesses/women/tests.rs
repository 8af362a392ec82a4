use super::*;

const P: Holder = Holder::Person(Some(Gender::P));
const L: Holder = Holder::Person(Some(Gender::L));
const NN: Holder = Holder::Person(None);
const ORG: Holder = Holder::Organization;

fn owned(owners: &[(Holder, Option<u32>)]) -> Tri {
    let owners: Vec<Owner> = owners
        .iter()
        .map(|&(holder, share)| Owner { holder, share })
        .collect();
    women_owned(&owners)
}

#[test]
fn a_sole_owner_decides_by_recorded_gender() {
    assert_eq!(owned(&[]), Tri::Unknown);
    assert_eq!(owned(&[(P, None)]), Tri::Yes);
    assert_eq!(owned(&[(P, Some(10_000))]), Tri::Yes);
    assert_eq!(owned(&[(L, None)]), Tri::No);
    assert_eq!(owned(&[(ORG, None)]), Tri::No);
    assert_eq!(owned(&[(NN, None)]), Tri::Unknown);
    assert_eq!(owned(&[(NN, Some(10_000))]), Tri::Unknown);
}

#[test]
fn fifty_one_percent_is_enough_and_less_is_not() {
    assert_eq!(owned(&[(P, Some(5_100)), (L, Some(4_900))]), Tri::Yes);
    assert_eq!(owned(&[(P, Some(5_099)), (L, Some(4_901))]), Tri::No);
    assert_eq!(owned(&[(P, Some(5_000)), (L, Some(5_000))]), Tri::No);
    assert_eq!(
        owned(&[(P, Some(2_600)), (P, Some(2_500)), (L, Some(4_900))]),
        Tri::Yes
    );
    assert_eq!(owned(&[(P, Some(5_000)), (ORG, Some(5_000))]), Tri::No);
}

#[test]
fn missing_shares_and_genders_stay_unknown_only_when_they_matter() {
    assert_eq!(owned(&[(P, None), (L, None)]), Tri::Unknown);
    assert_eq!(owned(&[(P, None), (P, None)]), Tri::Yes);
    assert_eq!(owned(&[(L, None), (ORG, None)]), Tri::No);
    assert_eq!(owned(&[(P, None), (L, Some(4_900))]), Tri::Yes);
    assert_eq!(owned(&[(P, None), (L, Some(4_901))]), Tri::No);
    assert_eq!(owned(&[(P, Some(5_100)), (L, None)]), Tri::Yes);
    assert_eq!(owned(&[(P, Some(5_099)), (L, None)]), Tri::No);
    assert_eq!(owned(&[(P, Some(5_100)), (NN, Some(4_900))]), Tri::Yes);
    assert_eq!(
        owned(&[(P, Some(5_000)), (NN, Some(100)), (L, Some(4_900))]),
        Tri::Unknown
    );
    assert_eq!(owned(&[(NN, Some(5_000)), (L, Some(5_000))]), Tri::No);
    assert_eq!(owned(&[(NN, None), (L, Some(2_000))]), Tri::Unknown);
}

#[test]
fn unrecorded_owners_may_be_anybody_and_excess_proves_nothing() {
    assert_eq!(owned(&[(P, Some(4_000))]), Tri::Unknown);
    assert_eq!(owned(&[(P, Some(5_100))]), Tri::Yes);
    assert_eq!(owned(&[(L, Some(4_900))]), Tri::Unknown);
    assert_eq!(owned(&[(L, Some(4_901))]), Tri::No);
    assert_eq!(owned(&[(P, Some(6_000)), (L, Some(6_000))]), Tri::Unknown);
    assert_eq!(
        owned(&[(P, Some(u32::MAX)), (P, Some(u32::MAX))]),
        Tri::Unknown
    );
}

#[test]
fn the_main_manager_leads() {
    let led = |managers: &[(Option<Gender>, bool)]| {
        let managers: Vec<Manager> = managers
            .iter()
            .map(|&(gender, is_main)| Manager { gender, is_main })
            .collect();
        women_led(&managers)
    };
    let (p, l) = (Some(Gender::P), Some(Gender::L));
    assert_eq!(led(&[]), Tri::Unknown);
    assert_eq!(led(&[(p, false)]), Tri::Yes);
    assert_eq!(led(&[(l, false)]), Tri::No);
    assert_eq!(led(&[(None, true)]), Tri::Unknown);
    assert_eq!(led(&[(l, false), (p, true)]), Tri::Yes);
    assert_eq!(led(&[(p, false), (l, true)]), Tri::No);
    assert_eq!(led(&[(p, false), (None, true)]), Tri::Unknown);
    assert_eq!(led(&[(p, false), (p, false)]), Tri::Yes);
    assert_eq!(led(&[(p, false), (l, false)]), Tri::Unknown);
    assert_eq!(led(&[(p, false), (None, false)]), Tri::Unknown);
}

#[test]
fn codes_on_the_wire() {
    assert_eq!(Tri::Yes.as_str(), "yes");
    assert_eq!(Tri::No.as_str(), "no");
    assert_eq!(Tri::Unknown.as_str(), "unknown");
    assert_eq!(Gender::P.as_str(), "P");
    assert_eq!(Gender::L.as_str(), "L");
}
