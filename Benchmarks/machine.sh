# Names the machine that a table was made on. Sourced by the scripts beside it.
machine() {
    echo "$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -1), $(nproc) cores," \
        "$(awk '/MemTotal/ {printf "%.0f", $2 / 1048576}' /proc/meminfo) GiB," \
        "$(. /etc/os-release && echo "$PRETTY_NAME"), Linux $(uname -r | cut -d- -f1)," \
        "load $(cut -d' ' -f1 /proc/loadavg) at the start"
}
