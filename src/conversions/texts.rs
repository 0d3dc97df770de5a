//! What is said about conversions.

use crate::base::lang::{Text, text};

pub const TITLE: Text = text("전환", "Conversions");
pub const SUBTITLE: Text = text("목표 단계에 들어온 리드가 여기에 쌓입니다.", "Leads that entered a goal stage.");
pub const FUNNEL: Text = text("퍼널", "Funnel");
pub const ANY_FUNNEL: Text = text("모든 퍼널", "All funnels");
pub const STAGE: Text = text("단계", "Stage");
pub const CUSTOMER: Text = text("고객", "Customer");
pub const NAMELESS: Text = text("이름 없음", "No name");
pub const LEAD: Text = text("리드 #{id}", "Lead #{id}");
pub const VALUE: Text = text("금액", "Value");
pub const CONVERTED_AT: Text = text("전환 시각", "Converted");
pub const NONE: Text = text("아직 전환이 없습니다", "No conversions yet");
pub const NONE_HELP: Text = text(
    "퍼널에서 목표 단계를 정해 두면, 리드가 그 단계에 들어올 때 전환으로 기록됩니다.",
    "Mark a stage of a funnel as a goal: a lead that enters it is recorded here.",
);
pub const TO_FUNNELS: Text = text("퍼널 보기", "See the funnels");
pub const NONE_FOUND: Text = text("조건에 맞는 전환이 없습니다", "No conversions match");
pub const NONE_FOUND_HELP: Text = text("다른 퍼널을 고르거나 조건을 지워 보세요.", "Choose another funnel, or clear the filter.");
pub const CLEAR: Text = text("조건 지우기", "Clear the filter");

pub const ALREADY: Text = text("이 단계의 전환은 이미 기록되어 있습니다.", "This lead has already converted in this stage.");
pub const SUSPECT: Text =
    text("스팸으로 의심되는 리드입니다. 먼저 정상으로 확인해 주세요.", "This lead is set apart as suspect. Confirm first that it is none.");
pub const NO_LEAD: Text = text("없는 리드입니다. 번호를 확인해 주세요.", "There is no such lead. Check its id.");
pub const NO_FUNNEL: Text = text("없는 퍼널입니다. 번호를 확인해 주세요.", "There is no such funnel. Check its id.");
pub const FUNNEL_NEEDED: Text =
    text("퍼널에 들어 있지 않은 리드입니다. 퍼널을 정해 주세요.", "This lead is in no funnel. Say which one it converted in.");
pub const STAGE_NEEDED: Text = text("퍼널의 단계를 정해 주세요.", "Say in which stage of the funnel.");
pub const NO_STAGE: Text = text("이 퍼널에 없는 단계입니다.", "This funnel has no such stage.");
pub const CURRENCY: Text = text("이 퍼널의 통화는 {code}입니다.", "This funnel counts in {code}.");
pub const VALUE_RANGE: Text = text("금액은 0 이상의 정수로 넣어 주세요.", "Give the value as a whole number, 0 or more.");
pub const FUTURE: Text = text("아직 오지 않은 시각입니다. 시각을 확인해 주세요.", "This time is still to come. Check the time.");
pub const TOO_LONG_AGO: Text = text("1970년 이후의 시각을 넣어 주세요.", "Give a time after 1970.");
pub const NUMBER: Text = text("번호를 숫자로 넣어 주세요.", "Give the id as a number.");
