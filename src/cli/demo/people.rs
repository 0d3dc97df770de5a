//! Made-up people: Korean names, mobile numbers and addresses that nobody has twice within an account.

use std::collections::HashSet;

use crate::{base::slug::Slug, cli::demo::dice::Dice};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub name: String,
    /// Eleven digits: `01012345678`.
    pub phone: String,
    pub email: String,
}

/// The people of one account so far.
#[derive(Default)]
pub struct People {
    known: Vec<Person>,
    phones: HashSet<String>,
}

impl People {
    /// Somebody new.
    pub fn meet(&mut self, dice: &mut Dice) -> Person {
        let family = dice.weighted(FAMILIES);
        let name = format!("{family}{}", dice.pick(GIVEN));
        let mut phone = number(dice);
        while !self.phones.insert(phone.clone()) {
            phone = number(dice);
        }
        let latin = Slug::suggest(&name).map_or_else(|| "guest".to_owned(), |slug| slug.as_str().to_owned());
        let email = format!("{latin}{}@{}", self.phones.len(), dice.pick(DOMAINS));
        let person = Person { name, phone, email };
        self.known.push(person.clone());
        person
    }

    /// Somebody who has been met, or somebody new when nobody has.
    pub fn meet_again(&mut self, dice: &mut Dice) -> Person {
        if self.known.is_empty() { self.meet(dice) } else { dice.pick(&self.known) }
    }
}

/// The number as one of many types it.
pub fn typed(phone: &str, dice: &mut Dice) -> String {
    let (first, rest) = phone.split_at(3);
    let (middle, last) = rest.split_at(rest.len() - 4);
    match dice.below(10) {
        0 => format!("{first}.{middle}.{last}"),
        1 => format!("{first} {middle} {last}"),
        2..=5 => phone.to_owned(),
        _ => format!("{first}-{middle}-{last}"),
    }
}

fn number(dice: &mut Dice) -> String {
    format!("010{}{:04}", dice.between(2_000, 9_990), dice.between(1, 9_990))
}

/// By how common they are (census of 2015), in parts of a thousand.
const FAMILIES: &[(usize, &str)] = &[
    (215, "김"),
    (147, "이"),
    (84, "박"),
    (47, "최"),
    (43, "정"),
    (24, "강"),
    (21, "조"),
    (21, "윤"),
    (20, "장"),
    (19, "임"),
    (15, "한"),
    (15, "오"),
    (14, "서"),
    (14, "신"),
    (14, "권"),
    (13, "황"),
    (12, "안"),
    (12, "송"),
    (11, "류"),
    (11, "전"),
    (9, "홍"),
    (8, "고"),
    (8, "문"),
    (7, "양"),
    (7, "손"),
    (7, "배"),
    (6, "백"),
    (6, "허"),
    (5, "노"),
    (3, "남궁"),
    (2, "황보"),
    (2, "선우"),
];

const GIVEN: &[&str] = &[
    "민준", "서준", "도윤", "예준", "시우", "하준", "지호", "주원", "지후", "준우", "준서", "건우", "현우", "우진", "선우", "연우", "유준",
    "정우", "승현", "민재", "서연", "서윤", "지우", "서현", "하은", "하윤", "민서", "지유", "윤서", "채원", "지민", "수아", "은서", "다은",
    "예은", "수빈", "소율", "예린", "지안", "유진", "영수", "정호", "상훈", "성민", "재현", "동현", "태영", "경희", "미경", "은주", "현정",
    "지영", "미숙", "혜진", "은정", "수진", "영미", "정숙", "보람", "아름", "슬기", "하늘", "나래", "솔", "별", "진", "훈",
];

const DOMAINS: &[&str] = &["example.kr", "example.com", "mail.example.kr", "post.example.com"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{email::Email, person, phone::Phone};

    #[test]
    fn nobody_looks_made_up() {
        let (mut people, mut dice) = (People::default(), Dice::new(3));
        let met: Vec<Person> = (0..2_000).map(|_| people.meet(&mut dice)).collect();
        for person in &met {
            let phone = Phone::parse(&typed(&person.phone, &mut dice)).expect("a number");
            assert!(phone.is_mobile() && !phone.is_suspicious(), "{phone:?}");
            assert!(!person::is_suspicious_name(&person.name), "{}", person.name);
            assert!(Email::parse(&person.email).is_ok(), "{}", person.email);
        }
        let emails: HashSet<&String> = met.iter().map(|person| &person.email).collect();
        assert_eq!((emails.len(), people.phones.len()), (2_000, 2_000));
        assert!(met.contains(&people.meet_again(&mut dice)));
    }
}
