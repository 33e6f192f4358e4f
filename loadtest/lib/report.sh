# What is told to people (standard error), and results: a table and a JSON line each. Sourced by `run`.
# shellcheck shell=bash

say() {
    printf '%s  %s\n' "$(date +%H:%M:%S)" "$*" >&2
}

die() {
    printf 'loadtest: %s\n' "$*" >&2
    exit 1
}

# The value of a line NAME=VALUE in a file that a program here printed.
value() {
    sed -n "s/^$2=//p" "$1" | tail -n 1
}

# calc EXPRESSION [DIGITS]: arithmetic with fractions.
calc() {
    awk "BEGIN { printf \"%.${2:-2}f\", $1 }"
}

# The middle one of numbers on standard input.
median() {
    sort -g | awk '{ v[NR] = $1 } END { if (NR) print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

seconds_since() {
    calc "$EPOCHREALTIME - $1" 3
}

json_text() {
    printf '"%s"' "$(printf '%s' "$1" | sed 's/["\\]/\\&/g')"
}

# A number as it is, anything else as null.
json_number() {
    case $1 in
        '' | *[!0-9.eE+-]*) printf null ;;
        *) printf '%s' "$1" ;;
    esac
}

# result FIGURE NAME VALUE UNIT [AIM]: AIM is "<= 12" or ">= 8000", or empty where a value only explains another.
# N and BINS say of which repository. The load average tells readers whether the machine was doing something else.
result() {
    local aim=${5:-} met=null verdict=''
    if [[ -n $aim && -n $3 ]]; then
        met=$(awk "BEGIN { print ($3 ${aim}) ? \"true\" : \"false\" }")
        verdict=$([[ $met == true ]] && echo yes || echo NO)
    fi
    printf '{"figure":%s,"name":%s,"value":%s,"unit":%s,"aim":%s,"met":%s,"n":%s,"bins":%s,"cores":%s,"date":%s,"commit":%s,"load":%s}\n' \
        "$(json_text "$1")" "$(json_text "$2")" "$(json_number "$3")" "$(json_text "$4")" "$(json_text "$aim")" "$met" \
        "$(json_number "${N:-}")" "$(json_number "${BINS:-}")" "$cores" "$(json_text "$(date -u +%Y-%m-%dT%H:%M:%SZ)")" \
        "$(json_text "$commit")" "$(json_number "$load_before")" >>"$json"
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "${3:--}" "$4" "${aim:--}" "${verdict:--}" "${N:--}" "${BINS:--}" \
        >>"$table${first:+.first}"
    printf '          %-52s %12s %-6s %s\n' "$2" "${3:--}" "$4" "${aim:+(aim $aim: $verdict)}" >&2
}

# ratio FIGURE NAME OURS RAW: to the raw limit of the same run. It holds on other machines, too, and so is shown first.
ratio() {
    [[ -n $3 && -n $4 ]] || return 0
    first=yes result "$1" "$2" "$(calc "($4 > 0) ? $3 / $4 : 0" 3)" x
}

# All results of this run, ratios first.
print_table() {
    {
        printf 'FIG\tWHAT\tVALUE\tUNIT\tAIM\tMET\tN\tBINS\n'
        [[ ! -f $table.first ]] || cat "$table.first"
        cat "$table"
    } | column -t -s "$(printf '\t')"
}
