# shellcheck shell=bash
# What is kept of an earlier build: needs no ground, and so is no part of "all".

# Needs no ground: programs are kept by the content of what made them, not by when that was written.
alone_keeps_what_is_built() {
    local go of at kept
    go=$(go_program)
    of=$(mktemp -d)
    # shellcheck disable=SC2064 # of is this call's
    trap "rm -rf '$of'" EXIT
    CACHE=$of BIN=$of/bin STAMPS=$of/stamps
    mkdir -p "$BIN" "$STAMPS" "$of/images"
    cp -r "$GROUND" "$of/checkout"
    build_one "$go" "$of/checkout" pause "-s -w"
    build_one "$go" "$of/checkout" image "-s -w"
    image pause:1 pause pause
    at=$(made_at)

    rm -rf "$of/checkout"
    cp -r "$GROUND" "$of/another"
    build_one "$go" "$of/another" pause "-s -w"
    image pause:1 pause pause
    expect_made "$at" "$(made_at)" "another checkout of the same content builds nothing" || return 1

    kept=$(sha256sum <"$BIN/pause")
    rm "$STAMPS/pause"
    build_one "$go" "$of/another" pause "-s -w"
    expect_made "$kept" "$(sha256sum <"$BIN/pause")" "without its stamp the same program comes of it" || return 1

    sed -i 's/^func main() {/&\n\tprintln("another")/' "$of/another/cmd/pause/main.go"
    build_one "$go" "$of/another" pause "-s -w"
    image pause:1 pause pause
    [ "$kept" != "$(sha256sum <"$BIN/pause")" ] || { echo "  a changed source was not built"; return 1; }
    [[ $at != *$(stat -c %y "$of/images/pause.tar")* ]] || { echo "  the image of a changed program was kept"; return 1; }
    echo "  a changed source is built, and its image made"
}

made_at() { stat -c '%n %y' "$BIN"/* "$CACHE"/images/*; }
expect_made() {
    [ "$1" = "$2" ] || { printf '  NOT SO: %s\n%s\n%s\n' "$3" "$1" "$2"; return 1; }
    echo "  $3"
}
