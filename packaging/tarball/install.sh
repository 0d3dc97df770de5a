#!/bin/sh
# Installs Dangol from this folder, upgrades it, or removes it (--uninstall) and leaves the data alone. With systemd and without.
# DESTDIR puts everything below another root and starts nothing.
set -eu
umask 022
cd "$(dirname "$0")"

root=${DESTDIR:-}
binary=$root/usr/bin/dangol
library=$root/usr/lib/dangol
settings=$root/etc/dangol/dangol.toml
data=$root/var/lib/dangol
unit=$root/etc/systemd/system/dangol.service
man=$root/usr/share/man

case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in
ko*) korean=yes ;;
*) korean=no ;;
esac
say() { # say KOREAN ENGLISH
    if [ $korean = yes ]; then printf '%s\n' "$1"; else printf '%s\n' "$2"; fi
}
under_systemd() {
    [ -z "$root" ] && [ -d /run/systemd/system ]
}

if [ "$(id -u)" != 0 ]; then
    say "root만 설치할 수 있습니다. sudo ./install.sh로 실행해 주세요." "Only root can install. Run: sudo ./install.sh" >&2
    exit 1
fi
if [ -e "$root/var/lib/dpkg/info/dangol.list" ]; then
    say "Debian 패키지로 설치되어 있습니다. apt로 업그레이드하거나 삭제해 주세요." \
        "It is installed as a Debian package. Upgrade or remove it with apt." >&2
    exit 1
fi

case ${1:-} in
"") ;;
--uninstall)
    if under_systemd; then
        systemctl disable --now dangol.service || true
    elif [ -z "$root" ] && [ -S "$data/run/dangol.sock" ] && "$binary" --data-dir "$data" user list >/dev/null 2>&1; then
        say "서버가 실행 중일 수 있습니다. 멈춘 뒤 다시 실행해 주세요." "A server may be running. Stop it, then run this again." >&2
        exit 1
    fi
    rm -f "$binary" "$root/usr/sbin/dangol-rollback" "$unit"
    rm -f "$man"/man1/dangol.1 "$man"/man1/dangol-*.1 "$man/man5/dangol.toml.5" "$man/man8/dangol-rollback.8"
    rm -f "$root/usr/share/bash-completion/completions/dangol" "$root/usr/share/zsh/site-functions/_dangol"
    rm -f "$root/usr/share/fish/vendor_completions.d/dangol.fish"
    rm -rf "$library" "$root/usr/share/doc/dangol"
    if under_systemd; then
        systemctl daemon-reload
    fi
    say "삭제했습니다. 데이터($data)와 설정(${settings%/*}), 사용자 dangol은 그대로 두었습니다." \
        "Removed. The data ($data), the settings (${settings%/*}) and the user dangol stay."
    say "모두 지우려면: rm -r $data ${settings%/*} && userdel dangol" "To delete them for good: rm -r $data ${settings%/*} && userdel dangol"
    exit 0
    ;;
*)
    say "사용법: ./install.sh [--uninstall]" "Usage: ./install.sh [--uninstall]" >&2
    exit 2
    ;;
esac

if [ "$(uname -m)" != x86_64 ]; then
    say "이 압축 파일은 x86_64용입니다." "This archive is for x86_64." >&2
    exit 1
fi

if [ -z "$root" ] && ! grep -q '^dangol:' /etc/passwd; then
    if command -v useradd >/dev/null; then
        useradd --system --user-group --home-dir /var/lib/dangol --no-create-home --shell /usr/sbin/nologin dangol
    else # busybox
        addgroup -S dangol
        adduser -S -D -H -h /var/lib/dangol -s /sbin/nologin -G dangol dangol
    fi
fi

place() { # place MODE FILE TO
    mkdir -p "$(dirname "$3")"
    cp "$2" "$3.new"
    chmod "$1" "$3.new"
    mv "$3.new" "$3"
}

if [ -x "$binary" ] && ! cmp -s "$binary" dangol; then
    mkdir -p "$library/previous"
    cp -p "$binary" "$library/previous/dangol.new"
    mv "$library/previous/dangol.new" "$library/previous/dangol"
    { cat "$library/rolled-back" 2>/dev/null || cat "$library/version" 2>/dev/null || echo "?"; } >"$library/previous/version"
fi
rm -f "$library/rolled-back"
# The running server keeps its own file until it is started again.
place 755 dangol "$binary"
place 644 version "$library/version"
place 755 dangol-rollback "$root/usr/sbin/dangol-rollback"
for page in man/*; do
    place 644 "$page" "$man/man${page##*.}/${page##*/}"
done
place 644 completions/dangol.bash "$root/usr/share/bash-completion/completions/dangol"
place 644 completions/_dangol "$root/usr/share/zsh/site-functions/_dangol"
place 644 completions/dangol.fish "$root/usr/share/fish/vendor_completions.d/dangol.fish"
place 644 licences.txt "$root/usr/share/doc/dangol/licences.txt"
place 644 dangol.toml "$root/usr/share/doc/dangol/dangol.toml"
mkdir -p "$data"
if [ ! -e "$settings" ]; then
    place 640 dangol.toml "$settings"
fi
if [ -z "$root" ]; then
    chown dangol:dangol "$data"
    chmod 750 "$data"
    chown root:dangol "${settings%/*}" "$settings"
    chmod 750 "${settings%/*}"
    chmod 640 "$settings"
fi

if under_systemd; then
    place 644 dangol.service "$unit"
    systemctl daemon-reload
    if systemctl --quiet is-enabled dangol.service 2>/dev/null; then
        systemctl restart dangol.service
    else
        systemctl enable --now dangol.service
    fi
    say "설치했습니다. 처음 설정할 주소: systemctl status dangol" "Installed. Where to set it up: systemctl status dangol"
else
    place 644 dangol.service "$root/usr/share/doc/dangol/dangol.service"
    say "설치했습니다. systemd가 없으니 다음 명령으로 시작하고, 부팅할 때도 실행되게 해 주세요:" \
        "Installed. There is no systemd here: start it so, and have your init system do the same at boot:"
    echo "    su -s /bin/sh dangol -c 'exec dangol serve --config /etc/dangol/dangol.toml'"
fi
