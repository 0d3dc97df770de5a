//! Landing pages as long as agencies make them: the demo's page with reviews, examples, tables, questions and drawings below it.

use std::fmt::Write as _;

use maud::{Markup, PreEscaped, html};

use crate::cli::demo::{dice::Dice, pages::html_of, trade::PageText};

/// About 50 KB (CONTRACT 5).
const BYTES: usize = 48_000;
const VARIED: usize = 3_000;

/// The whole page. No two of them have the same text.
pub fn page(text: &PageText, client: &str, title: &str, dice: &mut Dice) -> String {
    let page = html_of(text, client).replacen(text.title, title, 1);
    let enough = BYTES - VARIED / 2 + dice.below(VARIED);
    let mut more = html! { style { (PreEscaped(STYLE)) } }.into_string();
    let mut round = 0;
    while page.len() + more.len() < enough {
        let section = match round % 5 {
            0 => reviews(client, dice),
            1 => examples(dice),
            2 => prices(dice),
            3 => questions(client, dice),
            _ => drawings(dice),
        };
        more.push_str(&section.into_string());
        round += 1;
    }
    let at = page.rfind("</main>").unwrap_or(page.len());
    format!("{}{more}{}", &page[..at], &page[at..])
}

fn reviews(client: &str, dice: &mut Dice) -> Markup {
    html! {
        section.more.reviews {
            h2 { (client) "을(를) 먼저 만난 " (dice.between(120, 4_900)) "분의 이야기" }
            @for _ in 0..7 {
                article {
                    p.stars { (PreEscaped("★★★★★")) " " (dice.between(42, 50)) " / 50" }
                    p { (story(dice)) " " (story(dice)) }
                    p.who { (dice.pick(FAMILIES)) "○○ 님 · " (dice.pick(PLACES)) " · 20" (dice.between(23, 27)) "년 " (dice.between(1, 13)) "월" }
                }
            }
        }
    }
}

fn examples(dice: &mut Dice) -> Markup {
    html! {
        section.more.examples {
            h2 { (dice.pick(PLACES)) " " (dice.pick(SUBJECTS)) ", 이렇게 진행했습니다" }
            ol {
                @for step in 1..=4 {
                    li {
                        h3 { (step) "단계. " (dice.pick(SUBJECTS)) " " (dice.pick(STEPS)) }
                        p { (story(dice)) " 걸린 시간은 " (dice.between(2, 96)) "시간, 담당자는 " (dice.between(1, 6)) "명이었습니다. " (story(dice)) }
                        (drawing(dice, 7))
                    }
                }
            }
        }
    }
}

fn prices(dice: &mut Dice) -> Markup {
    html! {
        section.more.prices {
            h2 { (dice.pick(SUBJECTS)) " 비용 안내" }
            table {
                thead { tr { th { "구분" } th { "기준" } th { "금액" } th { "비고" } } }
                tbody {
                    @for _ in 0..9 {
                        tr {
                            td { (dice.pick(SUBJECTS)) }
                            td { (dice.between(1, 60)) (dice.pick(&["개", "회", "평", "시간", "세트"])) }
                            td { (dice.between(12, 980)) "," (dice.between(0, 10)) "00원" }
                            td { (dice.pick(ENDS)) }
                        }
                    }
                }
            }
        }
    }
}

fn questions(client: &str, dice: &mut Dice) -> Markup {
    html! {
        section.more.faq {
            h2 { (client) "에 자주 묻는 질문" }
            @for _ in 0..6 {
                details {
                    summary { (dice.pick(SUBJECTS)) "은(는) " (dice.pick(ASKS)) }
                    p { (story(dice)) " " (story(dice)) " 문의가 많은 날에는 " (dice.between(10, 240)) "분쯤 기다리실 수 있습니다." }
                }
            }
        }
    }
}

fn drawings(dice: &mut Dice) -> Markup {
    html! {
        section.more.drawings {
            h2 { "한눈에 보는 " (dice.pick(SUBJECTS)) }
            div.row { @for _ in 0..4 { figure { (drawing(dice, 10)) figcaption { (story(dice)) } } } }
        }
    }
}

/// A line as a drawing program writes it.
fn drawing(dice: &mut Dice, points: usize) -> Markup {
    let mut path = format!("M{}.{} {}.{}", dice.below(320), dice.below(100), dice.below(200), dice.below(100));
    for _ in 0..points {
        let _ = write!(path, "C{}.{} {}.{}", dice.below(320), dice.below(100), dice.below(200), dice.below(100));
        let _ = write!(path, " {}.{} {}.{}", dice.below(320), dice.below(10), dice.below(200), dice.below(10));
        let _ = write!(path, " {} {}", dice.below(320), dice.below(200));
    }
    html! { svg viewBox="0 0 320 200" role="img" aria-hidden="true" { path d=(path) {} } }
}

fn story(dice: &mut Dice) -> String {
    let (who, what) = (dice.pick(WHO), dice.pick(SUBJECTS));
    format!("{who} {what}을(를) {} {}", dice.pick(HOW), dice.pick(ENDS))
}

const STYLE: &str = "\
.more{margin:56px auto;padding:0 20px;max-width:860px}.more h2{font-size:26px;margin:0 0 20px}.more article{padding:18px 20px;margin:0 0 12px;border-radius:12px;background:#f6f7f9}\
.more .stars{color:#e0a100;margin:0 0 4px}.more .who{color:#7a808c;font-size:14px;margin:0}.more ol{padding-left:22px}.more li{margin-bottom:22px}.more svg{width:100%;height:auto;fill:none;stroke:var(--main);stroke-width:1.5}\
.more table{width:100%;border-collapse:collapse;font-size:15px}.more th,.more td{padding:9px 10px;border-bottom:1px solid #e4e6eb;text-align:left}.more details{padding:12px 0;border-bottom:1px solid #e4e6eb}\
.more summary{font-weight:600;cursor:pointer}.more .row{display:grid;gap:16px;grid-template-columns:repeat(auto-fit,minmax(200px,1fr))}.more figure{margin:0}.more figcaption{font-size:14px;color:#515866}";

const FAMILIES: &[&str] = &["김", "이", "박", "최", "정", "강", "조", "윤", "장", "임", "한", "오", "서", "신", "권", "황", "안", "송"];

const PLACES: &[&str] = &[
    "서울 마포",
    "서울 송파",
    "경기 분당",
    "경기 일산",
    "인천 송도",
    "대전 유성",
    "대구 수성",
    "부산 해운대",
    "광주 상무",
    "울산 남구",
    "세종",
    "강원 원주",
    "충북 청주",
    "전북 전주",
    "경남 창원",
    "제주 노형",
    "수원 영통",
    "용인 수지",
    "하남 미사",
    "김포 한강",
];

const WHO: &[&str] = &[
    "처음 찾아온 날부터",
    "바쁜 평일 저녁에도",
    "부모님과 함께 와서",
    "아이를 데리고",
    "직원 스무 명이",
    "이웃의 소개로",
    "여러 곳을 비교한 뒤",
    "급하게 부탁드렸는데도",
    "멀리서 전화로만",
    "주말에 시간을 내어",
    "견적을 세 번 고치면서",
    "작년에 이어 올해도",
    "개업을 한 달 앞두고",
    "이사 날짜에 맞추어",
    "혼자 고민하다가",
    "친구가 하는 것을 보고",
];

const SUBJECTS: &[&str] = &[
    "상담",
    "견적",
    "일정 조율",
    "현장 방문",
    "샘플 확인",
    "사후 관리",
    "포장",
    "배송",
    "검진",
    "자재 선택",
    "계약서",
    "보증",
    "단체 주문",
    "정기 관리",
    "재방문",
    "예약 변경",
    "결제",
    "맞춤 구성",
    "사진 자료",
    "진행 보고",
    "교환",
    "안내 문자",
    "담당자 배정",
    "첫 만남",
];

const HOW: &[&str] = &[
    "꼼꼼하게 챙겨 주셔서",
    "하루 만에 마쳐 주셔서",
    "끝까지 웃으며 도와주셔서",
    "약속한 시간에 맞춰 주셔서",
    "쉬운 말로 설명해 주셔서",
    "사진과 함께 보내 주셔서",
    "다시 한번 확인해 주셔서",
    "예산 안에서 맞춰 주셔서",
    "먼저 연락해 주셔서",
    "불편한 점을 물어봐 주셔서",
    "미리 알려 주셔서",
    "다른 방법까지 찾아 주셔서",
];

const ENDS: &[&str] = &[
    "마음이 놓였습니다.",
    "주변에도 알렸습니다.",
    "다음에도 부탁드리려고 합니다.",
    "걱정하던 것이 풀렸습니다.",
    "가족 모두 만족합니다.",
    "생각보다 빨리 끝났습니다.",
    "추가 비용이 없었습니다.",
    "결과가 사진과 같았습니다.",
    "설명이 분명해서 좋았습니다.",
    "두 번 묻지 않아도 되었습니다.",
    "일하기가 훨씬 편해졌습니다.",
    "후기를 남기지 않을 수 없네요.",
    "비교해 보길 잘했습니다.",
    "시간을 많이 아꼈습니다.",
];

const STEPS: &[&str] = &["준비", "확인", "조율", "진행", "점검", "마무리", "보고", "기록", "전달"];

const ASKS: &[&str] = &[
    "얼마나 걸리나요?",
    "당일에도 되나요?",
    "비용이 따로 드나요?",
    "바꿀 수 있나요?",
    "누가 맡아 주나요?",
    "주말에도 받을 수 있나요?",
    "처음이어도 괜찮나요?",
    "어디까지 포함되나요?",
    "취소하면 어떻게 되나요?",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::demo::trade::TRADES;

    #[test]
    fn pages_are_as_long_as_planned_and_differ() {
        let mut dice = Dice::new(9);
        for trade in TRADES {
            for text in trade.pages {
                let (one, other) = (page(text, "한빛", text.title, &mut dice), page(text, "한빛", "다른 제목", &mut dice));
                assert!((45_000..56_000).contains(&one.len()), "{}: {}", text.slug, one.len());
                assert!(one != other && other.contains("<title>다른 제목"));
                assert!(!one.contains("http") && !one.contains("src=") && one.matches("</main>").count() == 1);
                let packed = zstd::bulk::compress(one.as_bytes(), 3).expect("packed").len();
                assert!((8_000..13_500).contains(&packed), "{packed}");
            }
        }
    }
}
