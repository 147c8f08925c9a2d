# Shared by bin/demo, bin/test and bin/manage; sourced, never run by itself.
#
#   bootstrap runtime    what the portal needs to run
#   bootstrap dev        that, and what the checks need
#
# Sets $PYTHON to the virtual environment's Python and makes system libraries found. Nothing is written outside
# the clone except packages that apt installs when it may (root, or sudo without a password).

ROOT=$(cd "$(dirname "$0")/.." && pwd -P) || exit 1
cd "$ROOT" || exit 1
VENV="$ROOT/.venv"
PYTHON="$VENV/bin/python"
SYSTEM="$ROOT/var/system" # system packages unpacked without root
export PYTHONUTF8=1       # Swedish text is UTF-8 even where LANG is C
export DEBIAN_FRONTEND=noninteractive
umask 022

say() { printf '%s\n' "$*" >&2; }
stop() {
    say "$*"
    exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# --- Python -------------------------------------------------------------------------------------------------

python_is_at_least_311() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    # python3 first: the apt packages that complete a Debian Python are for that version.
    for candidate in ${PORTAL_PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14 /usr/bin/python3; do
        if have "$candidate" && python_is_at_least_311 "$candidate"; then
            SYSTEM_PYTHON=$(command -v "$candidate")
            return
        fi
    done
    stop "Python 3.11 eller nyare saknas. Installera det, till exempel med: apt-get install python3"
}

# --- System packages ----------------------------------------------------------------------------------------

apt_as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        have sudo && sudo -n env DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

apt_may_install() { have apt-get && { [ "$(id -u)" = 0 ] || { have sudo && sudo -n true 2>/dev/null; }; }; }

install_with_apt() {
    # The package lists may be missing or old: update them when the first try fails, and retry.
    set -- apt-get install -q -y --no-install-recommends "$@"
    apt_as_root "$@" >>"$APT_LOG" 2>&1 ||
        { apt_as_root apt-get update -q >>"$APT_LOG" 2>&1 && apt_as_root "$@" >>"$APT_LOG" 2>&1; }
}

apt_private() {
    # apt without root: package lists and cache under var/system.
    apt_command=$1
    shift
    "$apt_command" -q -o Dir::State::Lists="$SYSTEM/apt/lists" -o Dir::Cache="$SYSTEM/apt/cache" \
        -o Debug::NoLocking=true -o APT::Sandbox::User="" "$@"
}

unpack_without_root() {
    # Download the packages and their missing dependencies, and unpack them under var/system.
    # Upgrades of installed packages ("Inst name [old] (new)") are skipped.
    have apt-get && have dpkg || return 1
    mkdir -p "$SYSTEM/apt/lists/partial" "$SYSTEM/apt/cache/archives/partial" "$SYSTEM/apt/debs" || return 1
    if [ ! -e "$SYSTEM/apt/updated" ]; then
        apt_private apt-get update >>"$APT_LOG" 2>&1 || return 1
        : >"$SYSTEM/apt/updated"
    fi
    needed=$(apt_private apt-get -s install --no-install-recommends "$@" 2>>"$APT_LOG") || return 1
    needed=$(printf '%s\n' "$needed" | sed -n 's/^Inst \([^ ]*\) (.*/\1/p')
    [ -n "$needed" ] || return 0
    # shellcheck disable=SC2086  # one word per package
    (cd "$SYSTEM/apt/debs" && apt_private apt-get download $needed >>"$APT_LOG" 2>&1) || {
        rm -f "$SYSTEM/apt/updated" # an old list names versions that are gone
        return 1
    }
    for deb in "$SYSTEM/apt/debs"/*.deb; do
        dpkg -x "$deb" "$SYSTEM" && rm -f "$deb" || return 1
    done
    turn_links_inward
}

turn_links_inward() {
    # Absolute links (the JDK and LibreOffice have some) must point to files under var/system.
    find "$SYSTEM" -type l -lname '/*' | while read -r link; do
        target=$(readlink "$link")
        case "$target" in "$SYSTEM"/*) continue ;; esac
        if [ -e "$SYSTEM$target" ] || [ -L "$SYSTEM$target" ]; then ln -sfn "$SYSTEM$target" "$link"; fi
    done
}

need_packages() {
    # need_packages PACKAGE...: install, or unpack under var/system; false when neither works.
    APT_LOG="$ROOT/var/apt.log"
    if apt_may_install; then
        say "Installerar med apt: $*"
        install_with_apt "$@" && return
    fi
    say "Hämtar utan root till var/system: $*"
    unpack_without_root "$@"
}

use_system_libraries() {
    # For the loader and fontconfig to find what is under var/system.
    [ -d "$SYSTEM/usr" ] || return 0
    for directory in "$SYSTEM"/usr/lib/*-linux-gnu "$SYSTEM"/lib/*-linux-gnu \
        "$SYSTEM"/usr/lib/*-linux-gnu/pulseaudio "$SYSTEM"/usr/lib/libreoffice/program; do
        case ":${LD_LIBRARY_PATH:-}:" in *":$directory:"*) continue ;; esac
        [ -d "$directory" ] && LD_LIBRARY_PATH="$directory${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
    done
    export LD_LIBRARY_PATH
    for directory in "$SYSTEM/usr/bin" "$SYSTEM"/usr/lib/jvm/*/bin; do
        case ":$PATH:" in *":$directory:"*) ;; *) PATH="$PATH:$directory" ;; esac
    done
    export PATH
    if [ ! -e /etc/fonts/fonts.conf ]; then
        cat >"$SYSTEM/fonts.conf" <<XML
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>$SYSTEM/usr/share/fonts</dir>
  <cachedir>$ROOT/var/fontconfig</cachedir>
</fontconfig>
XML
        export FONTCONFIG_FILE="$SYSTEM/fonts.conf"
    fi
}

# --- Certificates -------------------------------------------------------------------------------------------

need_certificates() {
    # A bare image has no certificates, and Debian's pip uses only the system's: without root, patch pip's copy in
    # .venv to use the unpacked ones.
    bundle=/etc/ssl/certs/ca-certificates.crt
    [ -e "$bundle" ] && return
    certificates=${PIP_CERT:-${SSL_CERT_FILE:-}}
    if [ -z "$certificates" ]; then
        need_packages ca-certificates || return
        [ -e "$bundle" ] && return
        certificates="$SYSTEM/ca-certificates.crt"
        cat "$SYSTEM"/usr/share/ca-certificates/mozilla/*.crt >"$certificates" || return
    fi
    sed -i "s#$bundle#$certificates#" "$1/pip/_vendor/certifi/core.py"
}

# --- Virtual environment ------------------------------------------------------------------------------------

stamp_of() {
    # What an environment was made of: lock file, Python version, path.
    printf '%s %s %s\n' "$(sha256sum <"$1")" "$("$SYSTEM_PYTHON" -V 2>&1)" "$ROOT"
}

stamp_is() { [ "$(cat "$VENV/$1.stamp" 2>/dev/null)" = "$2" ]; }

pip_wheel() { ls /usr/share/python-wheels/pip-*.whl "$SYSTEM"/usr/share/python-wheels/pip-*.whl 2>/dev/null | head -n 1; }

new_environment() {
    rm -rf "$VENV"
    if "$SYSTEM_PYTHON" -c 'import venv, ensurepip' 2>/dev/null; then
        "$SYSTEM_PYTHON" -m venv "$VENV" && return
        rm -rf "$VENV"
    fi
    # No ensurepip (Debian packages it separately): unpack the pip wheel instead.
    "$SYSTEM_PYTHON" -c 'import venv' 2>/dev/null || need_packages python3-venv ||
        stop "Pythons modul venv saknas. Installera den med: apt-get install python3-venv"
    "$SYSTEM_PYTHON" -m venv --without-pip "$VENV" || stop "Den virtuella miljön .venv kunde inte skapas."
    [ -n "$(pip_wheel)" ] || need_packages python3-pip-whl
    [ -n "$(pip_wheel)" ] || stop "pip saknas. Installera det med: apt-get install python3-venv"
    # A wheel is a zip of what it installs.
    site_packages=$("$PYTHON" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    "$PYTHON" -m zipfile -e "$(pip_wheel)" "$site_packages" || stop "pip kunde inte packas upp i .venv."
    need_certificates "$site_packages" || say "Certifikat saknas. Installera dem med: apt-get install ca-certificates"
}

install_lock() {
    # install_lock NAME LOCKFILE: no stamp until done, so an interrupted install is redone.
    rm -f "$VENV/$1.stamp"
    say "Installerar Pythonpaket enligt $2 ..."
    "$PYTHON" -m pip install -q -q --disable-pip-version-check --no-input --require-hashes --only-binary :all: -r "$2" ||
        stop "Pythonpaketen kunde inte installeras. Kontrollera nätet och försök igen."
}

write_stamp() {
    printf '%s\n' "$2" >"$VENV/$1.stamp.new" && mv "$VENV/$1.stamp.new" "$VENV/$1.stamp"
}

need_environment() {
    runtime=$(stamp_of requirements.lock)
    dev=$(stamp_of requirements-dev.lock)
    # A changed lock gets an empty environment: nothing outside the lock may linger.
    stamp_is runtime "$runtime" || new_environment
    if [ "$1" = dev ]; then
        [ ! -e "$VENV/dev.stamp" ] || stamp_is dev "$dev" || new_environment
        stamp_is dev "$dev" || {
            install_lock dev requirements-dev.lock # includes the runtime, in the same versions
            write_stamp runtime "$runtime"
            write_stamp dev "$dev"
        }
    else
        stamp_is runtime "$runtime" || {
            install_lock runtime requirements.lock
            write_stamp runtime "$runtime"
        }
    fi
}

# --- Pango: the text engine of the PDF ----------------------------------------------------------------------

pango_loads() {
    "$SYSTEM_PYTHON" -c '
import ctypes
for name in ("libgobject-2.0.so.0", "libpango-1.0.so.0", "libharfbuzz.so.0", "libfontconfig.so.1",
             "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"):
    ctypes.CDLL(name)' 2>/dev/null
}

need_pango() {
    pango_loads && return
    packages="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    # shellcheck disable=SC2086  # one word per package
    need_packages $packages
    use_system_libraries
    pango_loads || say "Pango saknas, så PDF kan inte skrivas (allt annat fungerar). Installera med: apt-get install $packages"
}

# --- The Swedish dictionary of the spelling check -----------------------------------------------------------

need_dictionary() {
    dictionary=/usr/share/hunspell/sv_SE
    [ -n "${PORTAL_SPELLING_DICTIONARY:-}" ] || [ -e "$dictionary.dic" ] && return
    [ -e "$SYSTEM$dictionary.dic" ] || need_packages hunspell-sv ||
        say "Ordlistan hunspell-sv saknas, så stavningen granskas inte (allt annat fungerar)."
    if [ -e "$SYSTEM$dictionary.dic" ]; then export PORTAL_SPELLING_DICTIONARY="$SYSTEM$dictionary"; fi
}

bootstrap() {
    mkdir -p "$ROOT/var"
    use_system_libraries
    find_python
    need_environment "$1"
    need_pango
    need_dictionary
}
