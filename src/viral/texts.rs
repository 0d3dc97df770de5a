//! Texts of viral loops.

use crate::base::lang::{Text, text};

pub const TITLE: Text = text("바이럴 루프", "Viral loops");
pub const SUBTITLE: Text =
    text("친구초대 캠페인과 참여자, 추천, 보상을 관리합니다.", "Referral campaigns with their participants, referrals and rewards.");
pub const NEW_TITLE: Text = text("캠페인 만들기", "New campaign");
pub const EDIT_TITLE: Text = text("캠페인 수정", "Edit the campaign");
pub const EDIT: Text = text("수정", "Edit");
pub const CANCEL: Text = text("취소", "Cancel");
pub const SAVE: Text = text("저장", "Save");
pub const CREATED_NOTICE: Text = text("캠페인을 만들었습니다.", "The campaign was created.");
pub const SAVED: Text = text("저장했습니다.", "Saved.");
pub const NONE: Text = text("아직 캠페인이 없습니다", "No campaigns yet");
pub const NONE_HELP: Text = text(
    "친구초대 캠페인을 만들면 랜딩페이지에 접수한 사람마다 자신의 추천 링크를 받습니다.",
    "With a referral campaign everybody who submits on its landing page gets a link of their own to pass on.",
);
pub const NONE_FOUND: Text = text("조건에 맞는 것이 없습니다", "Nothing fits");
pub const NONE_FOUND_HELP: Text = text("다른 조건으로 찾아보세요.", "Try another filter.");
pub const CLEAR: Text = text("전체 보기", "Show all");

// States of campaigns, referrals and rewards.
pub const DRAFT: Text = text("준비 중", "Draft");
pub const ACTIVE: Text = text("진행 중", "Active");
pub const ENDED: Text = text("종료", "Ended");
pub const IN_PROGRESS: Text = text("진행 중", "In progress");
pub const PENDING: Text = text("보류 기간", "On hold");
pub const FLAGGED: Text = text("확인 필요", "To be reviewed");
pub const APPROVED: Text = text("승인", "Approved");
pub const VOID: Text = text("무효", "Void");
pub const REWARD_GRANTED: Text = text("지급 대기", "To be handed over");
pub const REWARD_DELIVERED: Text = text("지급 완료", "Handed over");
pub const REWARD_REVOKED: Text = text("회수", "Taken back");
pub const REWARD_WITHHELD: Text = text("지급 보류", "Withheld");
pub const ASK_BACK: Text = text("이미 지급했습니다. 돌려받아야 합니다.", "It was handed over. Ask for it back.");
pub const NO_STOCK: Text = text("남은 수량이 없습니다", "None left in stock");
pub const NO_BUDGET: Text = text("예산을 다 썼습니다", "The budget is used up");
pub const CAP_REACHED: Text = text("1인당 한도에 이르렀습니다", "The person has as many as one may have");
pub const REWARDS_NONE: Text = text("없음", "None");
pub const REWARDS_PENDING: Text = text("대기", "Pending");
pub const REWARDS_GRANTED: Text = text("받음", "Granted");

// Channels.
pub const BY_LINK: Text = text("링크", "Link");
pub const BY_COPY: Text = text("링크 복사", "Copied link");
pub const BY_SMS: Text = text("문자", "Text message");
pub const BY_EMAIL: Text = text("이메일", "E-mail");
pub const BY_KAKAO: Text = text("카카오톡", "KakaoTalk");
pub const BY_QR: Text = text("QR 코드", "QR code");

// Qualifying events and sides.
pub const ON_SUBMISSION: Text = text("접수했을 때", "A submission");
pub const ON_STAGE: Text = text("퍼널 단계에 들어갔을 때", "A funnel's stage");
pub const ON_CONVERSION: Text = text("전환했을 때", "A conversion");
pub const FOR_REFERRER: Text = text("추천인에게", "For the referrer");
pub const FOR_FRIEND: Text = text("친구에게", "For the friend");

// Risks.
pub const SELF_REFERRAL: Text = text("자기 자신을 추천했습니다", "Referred themselves");
pub const SAME_PHONE: Text = text("추천인과 전화번호가 같습니다", "Same phone number as the referrer");
pub const SAME_EMAIL: Text = text("추천인과 이메일이 같습니다", "Same mailbox as the referrer");
pub const SAME_ADDRESS: Text = text("추천인과 IP 주소가 같습니다", "Same IP address as the referrer");
pub const SAME_DEVICE: Text = text("추천인과 같은 기기에서 접수했습니다", "Same device as the referrer");
pub const CYCLE: Text = text("자신을 초대한 사람을 다시 초대했습니다", "Referred somebody who stands above them");
pub const DISPOSABLE_EMAIL: Text = text("일회용 이메일입니다", "A throw-away mailbox");
pub const VELOCITY: Text = text("하루에 너무 많이 추천했습니다", "Too many referrals in a day");
pub const TOO_FAST: Text = text("링크를 누르자마자 접수했습니다", "Submitted at once after the click");
pub const KNOWN_CUSTOMER: Text = text("이미 아는 고객입니다", "Was known before");
pub const ALREADY_REFERRED: Text = text("다른 사람이 먼저 추천했습니다", "Somebody else referred them first");
pub const SUSPECT: Text = text("허수 DB로 의심됩니다", "The submission may be spam");
pub const FRIEND_DELETED: Text =
    text("보류 기간에 친구의 접수나 전환이 삭제되었습니다", "The friend's submission or conversion was deleted during the hold period");
pub const FRIEND_INVALID: Text = text("친구의 접수가 무효 DB로 처리되었습니다", "The friend's submission was rejected as invalid");

// Causes of changes.
pub const BECAUSE_SUBMITTED: Text = text("친구가 접수했습니다", "The friend submitted");
pub const BECAUSE_QUALIFIED: Text = text("조건을 채웠습니다", "The condition was met");
pub const BECAUSE_HOLD_OVER: Text = text("보류 기간이 끝났습니다", "The hold period ended");
pub const BECAUSE_DECIDED: Text = text("담당자가 결정했습니다", "Somebody decided");
pub const BECAUSE_CONVERSION_VOIDED: Text = text("전환이 취소되었습니다", "The conversion was voided");

// Faults.
pub const WRONG_NAME: Text = text("이름을 {most}자 이내로 넣어 주세요.", "Give a name of at most {most} characters.");
pub const WRONG_STATUS: Text = text("상태는 draft, active, ended 중 하나입니다.", "The status is draft, active or ended.");
pub const WRONG_STATE: Text = text(
    "상태는 in_progress, pending, flagged, approved, void 중 하나입니다.",
    "The state is in_progress, pending, flagged, approved or void.",
);
pub const WRONG_EVENT: Text = text("조건은 submission, stage, conversion 중 하나입니다.", "The event is submission, stage or conversion.");
pub const WRONG_SIDE: Text = text("받는 사람은 referrer, friend 중 하나입니다.", "The side is referrer or friend.");
pub const WRONG_TITLE: Text = text("보상 이름을 {most}자 이내로 넣어 주세요.", "Name the reward in at most {most} characters.");
pub const PAGE_NEEDED: Text = text("랜딩페이지를 골라 주세요.", "Choose a landing page.");
pub const NO_SUCH_PAGE: Text = text("없는 랜딩페이지입니다.", "There is no such landing page.");
pub const PAGE_TAKEN: Text = text(
    "이 랜딩페이지에는 진행 중인 캠페인이 있습니다. 먼저 그 캠페인을 종료해 주세요.",
    "This landing page has an active campaign already. End that one first.",
);
pub const FUNNEL_NEEDED: Text = text("퍼널을 골라 주세요.", "Choose a funnel.");
pub const STAGE_NEEDED: Text = text("단계를 골라 주세요.", "Choose a stage.");
pub const NO_SUCH_FUNNEL: Text = text("없는 퍼널입니다.", "There is no such funnel.");
pub const NO_SUCH_STAGE: Text = text("이 퍼널에 없는 단계입니다.", "This funnel has no such stage.");
pub const ENDS_BEFORE: Text = text("끝나는 때가 시작보다 빠릅니다.", "It ends before it starts.");
pub const BETWEEN: Text = text("{least}에서 {most} 사이의 숫자로 넣어 주세요.", "Give a number from {least} to {most}.");
pub const TOO_LONG: Text = text("{most}자까지 쓸 수 있습니다.", "At most {most} characters.");
pub const REWARD_COUNT: Text = text("보상은 {most}개까지 둘 수 있습니다.", "At most {most} rewards.");
pub const NO_SUCH_RULE: Text = text("이 캠페인에 없는 보상입니다.", "This campaign has no such reward.");
pub const STOCK_BELOW: Text =
    text("이미 {granted}개를 지급했습니다. 그보다 많이 넣어 주세요.", "{granted} have been granted already. Give at least as many.");
pub const RULE_IN_USE: Text = text(
    "‘{title}’ 보상은 이미 받은 사람이 있어 없앨 수 없습니다. 대신 수량을 지급한 만큼으로 줄여 주세요.",
    "Somebody has earned “{title}”, so it stays. Lower its stock to what was granted instead.",
);
pub const NUMBER: Text = text("번호를 숫자로 넣어 주세요.", "Give the id as a number.");
pub const NOT_A_NUMBER: Text = text("숫자로 넣어 주세요.", "Give a whole number.");
pub const NOT_A_TIME: Text = text("날짜와 시각을 확인해 주세요.", "Check the day and time.");
pub const CAMPAIGN_NEEDED: Text = text("캠페인을 정해 주세요.", "Name a campaign.");
pub const NO_SUCH_CAMPAIGN: Text = text("없는 캠페인입니다.", "There is no such campaign.");
pub const NOT_RUNNING: Text = text("진행 중인 캠페인이 아닙니다.", "This campaign does not run now.");
pub const NO_SUCH_CUSTOMER: Text = text("없는 고객입니다.", "There is no such customer.");
pub const TAKES_PART: Text = text("이미 참여하고 있는 고객입니다.", "This customer takes part already.");
pub const NO_SUCH_LOOP: Text = text("이 캠페인에 없는 참여자입니다.", "This campaign has no such participant.");
pub const REASON_NEEDED: Text = text("이유를 200자 이내로 적어 주세요.", "Give a reason of at most 200 characters.");
pub const NOT_QUALIFIED: Text =
    text("아직 조건을 채우지 않은 추천입니다. 조건을 채운 뒤 승인해 주세요.", "The condition is not met yet. Approve it once it is.");
pub const ALREADY_DECIDED: Text = text("이미 결정된 추천입니다.", "This referral was decided already.");
pub const RULE_EARNED: Text = text(
    "이미 받은 사람이 있는 보상이라 이 항목은 바꿀 수 없습니다. 새 보상을 추가해 주세요.",
    "Somebody has earned this reward, so this stays as it is. Add a new reward instead.",
);
pub const WRONG_KAKAO_KEY: Text = text(
    "JavaScript 키는 영문과 숫자 32자입니다. 카카오 디벨로퍼스에서 확인해 주세요.",
    "The JavaScript key has 32 hexadecimal digits. Look it up at Kakao Developers.",
);
pub const PICK_SOME: Text = text("먼저 줄을 골라 주세요.", "Choose some rows first.");

// What participants send and see.
pub const DISCLOSURE: Text = text("[광고] 추천 시 {reward}{particle} 받습니다", "[Ad] I receive {reward} for recommending this");
pub const WARN_DISCLOSURE: Text = text(
    "문구가 ‘[광고]’로 시작하지 않아 보낼 때 보상 표시 문구를 맨 앞에 자동으로 붙입니다.",
    "The text does not begin with “[Ad]”, so the disclosure of the reward is put before it when it is sent.",
);
pub const WARN_UNCLEAR: Text = text(
    "‘받을 수 있음’ 같은 표현은 불명확한 표시로 봅니다. ‘받습니다’로 써 주세요.",
    "“May receive” counts as an unclear disclosure. Write “receives”.",
);
pub const YOUR_LINK: Text = text("내 추천 링크", "Your link");
pub const INVITE_TITLE: Text = text("친구를 초대해 보세요", "Invite your friends");
pub const STATUS_TITLE: Text = text("내 초대 현황", "Your invitations");
pub const OPEN_STATUS: Text = text("내 초대 현황 보기", "See your invitations");
pub const COPY: Text = text("링크 복사", "Copy the link");
pub const COPIED: Text = text("복사했습니다", "Copied");
pub const SEND_SMS: Text = text("문자로 보내기", "Send as a text message");
pub const SEND_EMAIL: Text = text("이메일로 보내기", "Send by e-mail");
pub const SEND_KAKAO: Text = text("카카오톡으로 보내기", "Send by KakaoTalk");
pub const INVITED: Text = text("초대한 친구", "Friends who came");
pub const COUNTED: Text = text("인정된 친구", "Friends who count");
pub const PLACE: Text = text("대기 순번", "Your place");
pub const PLACE_OF: Text = text("{place}번째 / {all}명", "{place} of {all}");
pub const MOVES_UP: Text = text("인정된 친구 한 명마다 {n}칸 앞으로 갑니다.", "Each friend who counts moves you up {n} places.");
pub const GOAL: Text = text("{n}명만 더 초대하면 {reward}{particle} 받습니다.", "{n} more until you receive {reward}.");
pub const PROGRESS: Text = text("다음 보상까지", "Until the next reward");
pub const YOUR_REWARDS: Text = text("받은 보상", "Your rewards");
pub const RANKING: Text = text("순위", "Ranking");
pub const NO_RANKING: Text = text("아직 순위가 없습니다. 첫 번째가 되어 보세요.", "Nobody is on it yet. Be the first.");
pub const FRIENDS: Text = text("{n}명", "{n}");
pub const YOU: Text = text("나", "You");
pub const ANONYMOUS: Text = text("이름 없음", "No name");
pub const TERMS_TITLE: Text = text("유의 사항", "Conditions");
pub const PERIOD_LINE: Text = text("기간: {from} ~ {to}", "Period: {from} – {to}");
pub const OPEN_END: Text = text("별도 안내 시까지", "until further notice");
pub const TAX_LINE: Text =
    text("5만 원을 넘는 경품의 제세공과금 22%는 당첨자가 부담합니다.", "The winner bears the tax of 22 % on prizes above 50,000 won.");
pub const ABUSE_LINE: Text =
    text("부정한 방법으로 참여하면 보상이 취소됩니다.", "Rewards are cancelled where somebody takes part unfairly.");
pub const OVER: Text =
    text("이 캠페인은 끝났습니다. 새로 초대한 친구는 인정되지 않습니다.", "This campaign is over. New friends no longer count.");
pub const QR_LABEL: Text = text("내 추천 링크로 가는 QR 코드", "QR code of your link");

// The admin's pages.
pub const NAME: Text = text("이름", "Name");
pub const NAME_HELP: Text = text("참여자의 초대 현황 페이지에도 보입니다.", "Participants see it on their page.");
pub const STATUS: Text = text("상태", "Status");
pub const ANY_STATUS: Text = text("모든 상태", "Any status");
pub const PAGE: Text = text("랜딩페이지", "Landing page");
pub const PAGE_HELP: Text = text(
    "이 페이지에 접수한 사람이 참여자가 되고, 추천 링크도 이 페이지로 이어집니다. 감사 메시지를 보여 주는 페이지라야 접수 직후 추천 링크가 보입니다.",
    "Whoever submits here takes part, and links lead here. The link is shown after the submission where the page shows a thank-you message.",
);
pub const STARTS_AT: Text = text("시작", "Starts");
pub const ENDS_AT: Text = text("끝", "Ends");
pub const DATES_HELP: Text = text("비워 두면 정하지 않은 것으로 봅니다.", "Leave it blank for no limit.");
pub const QUALIFYING: Text = text("인정 조건", "What makes a referral count");
pub const QUALIFYING_HELP: Text = text("친구가 여기까지 와야 추천으로 인정됩니다.", "A friend has to come this far.");
pub const QUALIFYING_GONE: Text = text("지금 조건: {was} (퍼널에서 삭제됨)", "As it is now: {was} (no longer in the funnel)");
pub const HOLD_DAYS: Text = text("보류 기간(일)", "Hold period in days");
pub const HOLD_HELP: Text = text(
    "조건을 채운 뒤 이만큼 지나면 자동으로 승인됩니다. 위험 신호가 있으면 사람이 확인할 때까지 기다립니다.",
    "So long after the condition is met a referral is approved by itself. Where something looks wrong it waits for a person.",
);
pub const WINDOW_DAYS: Text = text("링크 유효 기간(일)", "Days for which a click counts");
pub const WINDOW_HELP: Text = text("마지막으로 누른 링크의 추천인이 인정됩니다.", "The last link clicked wins.");
pub const DAILY_LIMIT: Text = text("하루 추천 한도", "Referrals a day");
pub const DAILY_HELP: Text = text("한 사람이 하루에 이보다 많이 추천하면 확인 대상이 됩니다.", "More of one person in a day are flagged.");
pub const REWARDS: Text = text("보상", "Rewards");
pub const REWARD_TITLE: Text = text("보상 이름", "Reward");
pub const REWARD_SIDE: Text = text("받는 사람", "Who gets it");
pub const REWARD_AT: Text = text("친구 수", "Friends");
pub const REWARD_REPEATS: Text = text("되풀이", "Repeats");
pub const REWARD_COST: Text = text("한 개 값(원)", "Cost in won");
pub const REWARD_STOCK: Text = text("수량", "Stock");
pub const REWARD_GRANTED_COUNT: Text = text("지급 {n}개", "{n} granted");
pub const ADD_REWARD: Text = text("보상 추가", "Add a reward");
pub const REMOVE_REWARD: Text = text("보상 빼기", "Remove the reward");
pub const REWARDS_HELP: Text = text(
    "정한 수의 친구가 승인될 때 추천인에게 줍니다. ‘되풀이’면 그 수만큼 더 올 때마다 다시 줍니다. 수량을 비우면 제한이 없습니다.",
    "Given to the referrer at so many approved friends, and again at every further so many where it repeats. Blank stock has no limit.",
);
pub const NO_REWARDS: Text = text("보상이 없는 캠페인입니다.", "This campaign has no rewards.");
pub const MAX_REWARDS: Text = text("1인당 보상 한도", "Rewards per person");
pub const BUDGET: Text = text("예산(원)", "Budget in won");
pub const BUDGET_HELP: Text =
    text("보상 값의 합이 예산을 넘지 않습니다. 비우면 제한이 없습니다.", "The rewards granted never cost more. Blank has no limit.");
pub const MOVE_UP: Text = text("대기자 명단: 친구 한 명마다 앞당기는 칸 수", "Waiting list: places moved up per friend");
pub const MOVE_UP_HELP: Text = text("0이면 대기자 명단을 쓰지 않습니다.", "0: no waiting list.");
pub const LEADERBOARD: Text = text("참여자에게 순위를 보여 줍니다", "Show participants the ranking");
pub const SHARE_TEXT: Text = text("공유 문구", "Text to share");
pub const SHARE_HELP: Text = text(
    "링크와 함께 보내는 글입니다. 보상이 있으면 첫 줄에 밝혀야 합니다.",
    "Sent along with the link. Where a reward is given, its first line has to say so.",
);
pub const SHARE_PREVIEW: Text = text("보내지는 문구", "As it is sent");
pub const TERMS: Text = text("유의 사항", "Conditions");
pub const TERMS_HELP: Text = text(
    "대상, 당첨 수, 발표일, 부정 참여 취소, 만 14세 이상 등을 적어 주세요.",
    "Who may take part, how many win, when, cancellation, age.",
);
pub const SECTION_BASICS: Text = text("기본", "Basics");
pub const SECTION_RULES: Text = text("인정 규칙", "Rules");
pub const SECTION_SHARE: Text = text("공유와 안내", "Sharing");

pub const TAB_REPORT: Text = text("성과", "Report");
pub const TAB_PARTICIPANTS: Text = text("참여자", "Participants");
pub const TAB_REFERRALS: Text = text("추천 확인", "Referrals");
pub const TAB_REWARDS: Text = text("보상 지급", "Rewards");
pub const PARTICIPANTS: Text = text("참여자", "Participants");
pub const SHARES: Text = text("공유", "Shares");
pub const CLICKS: Text = text("방문", "Visits");
pub const BOT_CLICKS: Text = text("로봇 방문", "Robots");
pub const SIGNUPS: Text = text("추천 접수", "Referred submissions");
pub const QUALIFIED: Text = text("조건 충족", "Qualified");
pub const APPROVED_COUNT: Text = text("승인", "Approved");
pub const K_FACTOR: Text = text("바이럴 계수 K", "K-factor");
pub const K_HELP: Text = text(
    "K = 참여자 1인당 초대 수 × 초대의 접수율. 초대는 공유 버튼을 누른 수이며, 링크로 온 방문자가 더 많으면 그 수입니다.",
    "K = invites per participant × conversion of invites. An invite is a counted share or, where more visitors came by links, a visitor.",
);
pub const K_PARTS: Text = text("1인당 초대 {invites} × 접수율 {conversion}", "{invites} invites each × {conversion} converted");
pub const VIRAL_SHARE: Text = text("추천으로 온 비율", "Came through a link");
pub const VIRAL_SHARE_HELP: Text = text("링크로 온 참여자 ÷ 전체 참여자", "Participants who came through a link ÷ all participants");
pub const CYCLE_TIME: Text = text("첫 추천까지 걸린 시간", "Time to the first friend");
pub const CYCLE_HELP: Text = text("참여부터 첫 친구의 접수까지, 중앙값", "From joining to the first friend's submission, median");
pub const DAYS: Text = text("{n}일", "{n} days");
pub const HOURS: Text = text("{n}시간", "{n} h");
pub const K_BY_DAY: Text = text("날짜별 바이럴 계수 K", "K by day");
pub const BY_DAY: Text = text("날짜별", "By day");
pub const BY_CHANNEL: Text = text("채널별", "By channel");
pub const BY_COHORT: Text = text("참여한 주별", "By week of joining");
pub const TOP_REFERRERS: Text = text("상위 추천인", "Top referrers");
pub const DAY: Text = text("날짜", "Day");
pub const WEEK: Text = text("주(월요일)", "Week from");
pub const CHANNEL: Text = text("채널", "Channel");
pub const K_PART: Text = text("K 기여", "Part of K");
pub const NO_FIGURES: Text = text("이 기간에는 기록이 없습니다.", "Nothing happened in this period.");
pub const NO_FIGURES_HELP: Text =
    text("캠페인을 진행 중으로 바꾸면 접수한 사람부터 참여자가 됩니다.", "Once the campaign is active, whoever submits takes part.");
pub const NO_PARTICIPANTS: Text = text("아직 참여자가 없습니다", "No participants yet");
pub const NO_REFERRALS: Text = text("아직 추천이 없습니다", "No referrals yet");
pub const NO_REFERRALS_HELP: Text =
    text("친구가 추천 링크로 접수하면 여기에 쌓입니다.", "They come here as friends submit through a link.");
pub const NO_REWARDS_YET: Text = text("아직 받은 보상이 없습니다", "No rewards yet");
pub const NO_REWARDS_HELP: Text = text("추천이 승인되면 보상이 여기에 생깁니다.", "They come here as referrals are approved.");
pub const JOINED_AT: Text = text("참여한 때", "Joined");
pub const REWARD_STATE: Text = text("보상", "Rewards");
pub const REFERRER: Text = text("추천인", "Referrer");
pub const FRIEND: Text = text("친구", "Friend");
pub const RISKS: Text = text("위험 신호", "Risks");
pub const REASON: Text = text("이유", "Reason");
pub const REASON_HINT: Text = text("예: 통화로 확인함", "For example: confirmed by phone");
pub const CREATED_AT: Text = text("접수한 때", "Submitted");
pub const DUE_AT: Text = text("승인 예정", "Due");
pub const APPROVE: Text = text("고른 추천 승인", "Approve the chosen");
pub const VOID_THEM: Text = text("고른 추천 무효", "Void the chosen");
pub const VOID_LOSS: Text = text(
    "무효로 하면 이 추천으로 받은 보상을 회수합니다. 다시 승인할 때는 남은 수량과 예산 안에서만 지급합니다.",
    "This takes back the rewards these referrals earned. Approving them again grants only what stock and budget still allow.",
);
pub const DECIDED: Text = text("추천 {n}건을 처리했습니다.", "{n} referrals were decided.");
pub const DELIVER: Text = text("고른 보상 지급 완료", "The chosen were handed over");
pub const DELIVERED: Text = text("보상 {n}건을 지급 완료로 바꿨습니다.", "{n} rewards were handed over.");
pub const REWARD: Text = text("보상", "Reward");
pub const RECIPIENT: Text = text("받는 사람", "Recipient");
pub const COST: Text = text("값", "Cost");
pub const GRANTED_AT: Text = text("생긴 때", "Granted");
pub const NTH: Text = text("{n}번째", "No. {n}");
pub const TREE: Text = text("추천 나무", "Tree");
pub const TREE_HELP: Text = text("이 참여자가 초대한 사람과 그 아래 여섯 단계까지 보입니다.", "Whom they brought, six levels down.");
pub const BROUGHT_BY: Text = text("초대한 사람", "Brought by");
pub const BY_THEMSELVES: Text = text("직접 참여", "Came by themselves");
pub const STATUS_PAGE: Text = text("참여자의 초대 현황 페이지", "The participant's own page");
pub const PARTICIPANT: Text = text("참여자", "Participant");
pub const SPENT: Text = text("쓴 예산", "Budget used");
pub const KAKAO_TITLE: Text = text("카카오톡 공유", "KakaoTalk share");
pub const KAKAO_KEY: Text = text("카카오 JavaScript 키", "Kakao JavaScript key");
pub const KAKAO_HELP: Text = text(
    "카카오 디벨로퍼스에서 만든 앱의 JavaScript 키입니다. 넣으면 참여자 페이지에 카카오톡 버튼이 보입니다. 비우면 숨깁니다.",
    "The key of your app at Kakao Developers. With it participants see a KakaoTalk button; blank hides it.",
);
pub const FROM_LEAD: Text = text("접수 보기", "See the lead");

pub const FIGURES_DIFFER: Text = text(
    "바이럴 집계 {n}개가 참여·추천·보상 기록과 다릅니다({what}). 보상과 예산이 걸려 있어 고치지 않았습니다. 캠페인 보고서를 확인해 주세요.",
    "{n} viral figures differ from participants, referrals and rewards ({what}). Rewards and budgets hang on them, so they were left: look at the campaign's report.",
);
