#!/bin/sh
# Installs ecsin into a folder of yours, upgrades it when it is there, or takes it away again.
# Downloads one archive and the checksums of its release, and nothing else; what does not match its
# SHA-256 or does not start is thrown away, and what was there before stays.
set -eu

RELEASES='@ecsin-releases@'

usage() {
  cat <<'END'
Install ecsin, or upgrade it: sh install.sh [--version VERSION] [--dir DIR]
Take it away again:           sh install.sh --uninstall [--dir DIR]

  --version VERSION   that version, as 0.1.0 (default: the newest)
  --dir DIR           the folder of the program (default: ~/.local/bin)

ECSIN_INSTALL_BASE_URL names another repository than the one this script is of, such as a mirror.
END
}

# fail WHAT WHY NEXT [CODE]
fail() {
  printf 'install: error: %s\n' "$1" >&2
  [ -z "$2" ] || printf '  why:  %s\n' "$2" >&2
  printf '  next: %s\n' "$3" >&2
  exit "${4:-1}"
}

has() { command -v "$1" >/dev/null 2>&1; }

# The words of the archives' names. Sets os and arch.
find_system() {
  system=$(uname -s) machine=$(uname -m)
  case $system in
    Linux) os=linux ;;
    Darwin) os=darwin ;;
    *) fail "there is no ecsin for $system" \
      'releases are made for Linux, macOS and Windows (install.ps1)' 'uname -a' ;;
  esac
  case $machine in
    x86_64 | amd64) arch=x86_64 ;;
    aarch64 | arm64) arch=aarch64 ;;
    *) fail "there is no ecsin for $system on $machine" \
      'releases are made for x86_64 and aarch64' 'uname -a' ;;
  esac
  # Deno, which ecsin is built on, needs glibc.
  if [ "$os" = linux ] && ldd --version 2>&1 | grep -qi musl; then
    fail 'there is no ecsin for systems with musl, such as Alpine' \
      'its binary needs glibc' 'ldd --version'
  fi
}

find_releases() {
  base=${ECSIN_INSTALL_BASE_URL:-$RELEASES}
  base=${base%/}
  # The checksums come the same way as the archive: so https, but from this machine itself. No @: a
  # password there would be printed.
  case $base in
    *@*) ;;
    https://?* | http://127.0.0.1:* | http://localhost:* | 'http://[::1]:'*) return ;;
  esac
  [ -z "${ECSIN_INSTALL_BASE_URL:-}" ] ||
    fail 'ECSIN_INSTALL_BASE_URL is not the https address of a repository' '' \
      'ECSIN_INSTALL_BASE_URL=https://HOST/OWNER/ecsin sh install.sh' 2
  fail 'this copy of install.sh does not know where the releases are' \
    'it is the one of the source; the one of a release knows' \
    'ECSIN_INSTALL_BASE_URL=https://HOST/OWNER/ecsin sh install.sh' 2
}

# download URL FILE
download() {
  if has curl; then
    case $1 in
      https:*) curl -fsSL --proto '=https' --tlsv1.2 -o "$2" "$1" ;;
      *) curl -fsSL -o "$2" "$1" ;;
    esac
  elif has wget; then
    # GNU's tries 20 times; others know no such option.
    if wget --help 2>&1 | grep -q -- --tries; then
      wget -q --tries=2 -O "$2" "$1"
    else
      wget -q -O "$2" "$1"
    fi
  else
    fail 'there is neither curl nor wget' '' 'apt-get install curl'
  fi || fail "could not download $1" '' "curl -fLO $1"
}

sha256_of() {
  if has sha256sum; then
    sha256sum "$1" | cut -d ' ' -f 1
  elif has shasum; then
    shasum -a 256 "$1" | cut -d ' ' -f 1
  elif has openssl; then
    openssl dgst -sha256 "$1" | sed 's/.* //'
  else
    fail 'the checksum cannot be verified' 'there is neither sha256sum, shasum nor openssl' \
      'apt-get install coreutils'
  fi
}

# find_archive CHECKSUMS: sets archive and expected.
find_archive() {
  archive='' expected=''
  while read -r sum name; do
    name=${name#\*}
    case $name in ecsin-v*-"$os-$arch.tar.gz") archive=$name expected=$sum ;; esac
  done <"$1"
  [ -n "$archive" ] || fail "there is no ecsin for $os $arch in this release" '' "cat SHA256SUMS"
}

check_dir() {
  if [ -L "$dir/ecsin" ]; then
    fail "$dir/ecsin is a link that something else has made" \
      "it leads to $(readlink "$dir/ecsin")" 'sh install.sh --dir DIR'
  fi
  [ ! -d "$dir/ecsin" ] ||
    fail "$dir/ecsin is a folder" '' 'sh install.sh --dir DIR'
}

install_ecsin() {
  find_releases
  find_system
  check_dir
  if ! { mkdir -p "$dir" && temporary=$(mktemp -d "$dir/.ecsin.XXXXXX"); } 2>/dev/null; then
    fail "cannot write into $dir" '' 'sh install.sh --dir DIR'
  fi
  trap 'rm -rf "$temporary"' EXIT
  trap 'exit 130' HUP INT TERM

  if [ -n "$version" ]; then
    from="$base/releases/download/v$version"
  else
    from="$base/releases/latest/download"
  fi
  download "$from/SHA256SUMS" "$temporary/SHA256SUMS"
  find_archive "$temporary/SHA256SUMS"
  found=${archive#ecsin-v}
  found=${found%"-$os-$arch.tar.gz"}
  # By its version, should another one become the newest meanwhile.
  url="$base/releases/download/v$found/$archive"
  download "$url" "$temporary/$archive"
  actual=$(sha256_of "$temporary/$archive")
  [ "$actual" = "$expected" ] ||
    fail 'the download is not the released file, and was deleted' \
      "SHA-256 of $url is $actual, not $expected" 'sh install.sh'
  gzip -dc "$temporary/$archive" | tar -xf - -C "$temporary" ecsin ||
    fail "$archive cannot be unpacked" '' 'tar --version'
  said=$("$temporary/ecsin" --version 2>&1) ||
    fail "ecsin $found does not start on this system" "$said" 'ldd --version'
  [ "$said" = "$found" ] ||
    fail "$archive does not hold ecsin $found" "it says that it is $said" 'sh install.sh'
  mv -f "$temporary/ecsin" "$dir/ecsin" || fail "cannot write into $dir" '' 'sh install.sh --dir DIR'
  printf 'ecsin %s is in %s\n' "$said" "$dir/ecsin"
  tell_path
}

tell_path() {
  case :$PATH: in *:"$dir":*) return ;; esac
  printf '%s is not on PATH. To have it there, add to the profile of your shell:\n' "$dir"
  quoted=$(printf '%s\n' "$dir" | sed 's/["$`\\]/\\&/g')
  case ${SHELL:-} in
    */fish) printf '  fish_add_path "%s"\n' "$quoted" ;;
    *) printf '  export PATH="%s:%sPATH"\n' "$quoted" '$' ;;
  esac
}

uninstall_ecsin() {
  check_dir
  [ -f "$dir/ecsin" ] || fail "there is no ecsin in $dir" '' 'command -v ecsin'
  rm -f "$dir/ecsin" || fail "cannot remove $dir/ecsin" '' "ls -ld $dir"
  printf '%s is gone. Your profiles and what ecsin remembers stay:\n  %s\n  %s\n' "$dir/ecsin" \
    "${XDG_CONFIG_HOME:-${HOME:-~}/.config}/ecsin" \
    "${XDG_STATE_HOME:-${HOME:-~}/.local/state}/ecsin"
}

main() {
  version='' dir=${HOME:+$HOME/.local/bin} action=install_ecsin
  while [ $# -gt 0 ]; do
    case $1 in
      --help) usage && exit ;;
      --uninstall) action=uninstall_ecsin ;;
      --version | --dir)
        [ -n "${2:-}" ] || fail "$1 needs a value" '' 'sh install.sh --help' 2
        if [ "$1" = --dir ]; then dir=${2%/}; else version=${2#v}; fi
        shift
        ;;
      *) fail "install.sh does not know $1" '' 'sh install.sh --help' 2 ;;
    esac
    shift
  done
  case $version in
    *[!0-9A-Za-z.+-]*) fail "$version is not a version" '' 'sh install.sh --version 0.1.0' 2 ;;
  esac
  [ -n "$dir" ] || fail 'there is no HOME to install into' '' 'sh install.sh --dir DIR' 2
  case $dir in /*) ;; *) dir=$PWD/$dir ;; esac
  "$action"
}

# The last line, so that a script of which only a part arrived does nothing.
main "$@"
