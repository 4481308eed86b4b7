# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The interfaces that are there now. To be sourced.

ena_devices() {
	local dev device

	for dev in "$sys"/bus/pci/devices/*; do
		[[ $(cat "$dev/vendor" 2>/dev/null) == 0x1d0f ]] || continue
		device=$(tr 'a-f' 'A-F' <"$dev/device")
		[[ " ${ids[*]} " != *" ${device#0x} "* ]] || printf '%s\n' "${dev##*/}"
	done
}

# Sums "NAME VALUE QUEUES" of an ethtool -S: a queue's counters without its number
sum_counters() {
	awk '
		/^ *[A-Za-z0-9_]+: [0-9]+$/ {
			name = $1
			sub(/:$/, "", name)
			queue = ""
			if (name ~ /^queue_[0-9]+_/) {
				queue = name
				sub(/^queue_/, "", queue)
				sub(/_.*/, "", queue)
				sub(/^queue_[0-9]+_/, "", name)
			}
			if (!(name in sum))
				order[++n] = name
			sum[name] += $2
			if (queue != "" && $2)
				queues[name] = queues[name] (queues[name] == "" ? "" : ",") queue
		}
		END {
			for (i = 1; i <= n; i++)
				printf "%s %.0f %s\n", order[i], sum[order[i]], queues[order[i]]
		}'
}

# What the counters grew from file 1 to file 2, both of ethtool -S. Gauges stay.
growth() {
	awk '
		NR == FNR { before[$1] = $2; next }
		/_available:|timedout|_mode:|utilization:/ { print; next }
		NF == 2 { printf "%s %.0f\n", $1, $2 < before[$1] ? $2 : $2 - before[$1] }
		' "$1" "$2"
}

check_counters() {
	local file=$1 counter least is what todo count queues since

	since="since the driver was loaded"
	((!seconds)) || since="in $seconds seconds"
	while IFS='|' read -r counter least is what todo; do
		read -r count queues < <(awk -v n="$counter" '$1 == n { print $2, $3 }' "$file") ||
			continue
		((count >= least)) || continue
		warn "$is" "$counter $count $since${queues:+ (queue $queues)}: $what" "$todo"
	done < <(grep -v "^#" "$lib/counters")
	# A ring that is full now and then is as it should be
	awk '$1 == "tx_cnt" { cnt = $2 } $1 == "tx_queue_stop" { stop = $2 }
		END { exit !(stop > 100 && stop * 100 > cnt) }' "$file" || return 0
	warn ring-full "more than one packet in a hundred met a full transmit ring" \
		"longer rings (ethtool -G tx), more channels (ethtool -L)"
}

# busiest DIRECTION: "QUEUE SHARE QUEUES" if a queue takes over three fair shares
busiest() {
	awk -v name="^queue_[0-9]+_$1_cnt:\$" '
		$1 ~ name {
			n++
			sum += $2
			if ($2 >= most) {
				most = $2
				queue = $1
			}
		}
		END {
			gsub(/[^0-9]/, "", queue)
			share = sum ? int(100 * most / sum) : 0
			limit = n ? 300 / n : 0
			limit = limit > 95 ? 95 : limit < 50 ? 50 : limit
			if (n > 1 && sum >= 10000 && share > limit)
				print queue, share, n
		}' "$tmp/ethtool.S"
}

check_spread() {
	local dev=$1 queue share n

	read -r queue share n < <(busiest rx) || true
	[[ ! $queue ]] ||
		warn rx-uneven "queue $queue received $share % of all packets, of $n queues${cpu_of[queue]:+ (CPU ${cpu_of[queue]})}" \
			"few flows cannot be spread; tunnels need inner hashing or RPS. Else: ethtool -x $dev"
	read -r queue share n < <(busiest tx) || true
	[[ ! $queue ]] ||
		warn tx-uneven "queue $queue sent $share % of all packets, of $n queues${cpu_of[queue]:+ (CPU ${cpu_of[queue]})}" \
			"few flows cannot be spread. Else: does one CPU do all the sending (more threads; irqbalance)? Does XPS lead there ($(xps_of "$dev" "$queue"))?"
}

# The CPUs that XPS gives to a transmit queue
xps_of() {
	local file=class/net/$1/queues/tx-$2/xps_cpus

	printf '%s: %s\n' "/sys/$file" "$(cat "$sys/$file" 2>/dev/null || echo 'cannot be read')"
}

# The queues that the indirection table never names
check_table() {
	local dev=$1 queues=$2 idle

	ethtool -x "$dev" >"$tmp/ethtool.x" 2>/dev/null || return 0
	idle=$(awk -v n="$queues" '
		/^RSS hash key/ { exit }
		$1 ~ /^[0-9]+:$/ { for (i = 2; i <= NF; i++) used[$i] = rows = 1 }
		END {
			for (i = 0; rows && i < n; i++)
				if (!(i in used))
					list = list (list == "" ? "" : ",") i
			print list
		}' "$tmp/ethtool.x")
	[[ ! $idle ]] || warn rss-idle "the indirection table never names queue $idle" \
		"ethtool -X $dev default, unless that was meant"
}

# "a,b-d" as "a b c d"
cpu_list() {
	tr ',' '\n' <<<"$1" |
		awk -F - 'NF { for (i = $1; i <= ($2 == "" ? $1 : $2); i++) printf "%s ", i }'
}

check_queues() {
	local dev=$1 have max online

	read -r max have < <(ethtool -l "$dev" 2>/dev/null | awk '
		$1 == "Combined:" { v[++n] = $2 } END { print v[1], v[2] }')
	queues=${have:-0}
	[[ $have && $max ]] || return 0
	fact queues "$have"
	read -r -a online <<<"$(cpu_list "$(cat "$sys/devices/system/cpu/online")")"
	((have >= max || have >= ${#online[@]})) ||
		note few-queues "$have queue pairs, where $max are possible and ${#online[@]} CPUs are there" \
			"ethtool -L $dev combined $((max < ${#online[@]} ? max : ${#online[@]}))"
}

# cpu_of[QUEUE]: where the interrupt of a queue is served
read_interrupts() {
	local pci=$1 irq action queue cpu

	cpu_of=()
	for irq in "$sys/bus/pci/devices/$pci/msi_irqs"/*; do
		irq=${irq##*/}
		action=$(cat "$sys/kernel/irq/$irq/actions" 2>/dev/null || true)
		[[ $action =~ -Tx-Rx-([0-9]+) ]] || continue
		queue=${BASH_REMATCH[1]}
		cpu=$(cat "$proc/irq/$irq/effective_affinity_list" 2>/dev/null || true)
		[[ $cpu ]] || cpu=$(cat "$proc/irq/$irq/smp_affinity_list" 2>/dev/null || true)
		[[ ! $cpu =~ ^[0-9]+$ ]] || cpu_of[queue]=$cpu
	done
}

check_interrupts() {
	local pci=$1 queue cpu online isolated near shared=0 list='' away='' far=''
	local -A used=()

	online=$(cpu_list "$(cat "$sys/devices/system/cpu/online")")
	isolated=" $(cpu_list "$(cat "$sys/devices/system/cpu/isolated" 2>/dev/null)")"
	near=" $(cpu_list "$(cat "$sys/bus/pci/devices/$pci/local_cpulist" 2>/dev/null)")"
	for queue in "${!cpu_of[@]}"; do
		cpu=${cpu_of[queue]}
		used[$cpu]+="${used[$cpu]:+,}$queue"
		[[ ${used[$cpu]} != *,* ]] || shared=1
		[[ $isolated != *" $cpu "* ]] || away+="${away:+,}$queue"
		[[ $near == ' ' || $near == *" $cpu "* ]] || far+="${far:+,}$queue"
	done
	if ((shared && ${#used[@]} < $(wc -w <<<"$online"))); then
		for cpu in "${!used[@]}"; do
			[[ ${used[$cpu]} != *,* ]] ||
				list+="${list:+; }queues ${used[$cpu]} on CPU $cpu"
		done
		warn irq-shared "interrupts share a CPU while others serve none: $list" \
			"spread them: start irqbalance, or write /proc/irq/N/smp_affinity_list"
	fi
	[[ ! $away ]] || warn irq-isolated "the interrupt of queue $away goes to a CPU that is isolated" \
		"fewer channels (ethtool -L), or another CPU in /proc/irq/N/smp_affinity_list"
	[[ ! $far ]] || note irq-far "the interrupt of queue $far goes to a CPU far from the device" \
		"a CPU of local_cpulist in /proc/irq/N/smp_affinity_list"
}

check_offloads() {
	local dev=$1 off='' missing='' feature state

	ethtool -k "$dev" >"$tmp/ethtool.k" 2>/dev/null || return 0
	while read -r feature state; do
		case $feature in
		rx-checksumming: | tx-checksumming: | scatter-gather: | \
		tcp-segmentation-offload: | generic-receive-offload: | receive-hashing:)
			[[ $state != off ]] || off+="${off:+, }${feature%:}"
			[[ $state != 'off [fixed]' && $state != 'off [requested on]' ]] ||
				missing+="${missing:+, }${feature%:}"
			;;
		esac
	done <"$tmp/ethtool.k"
	[[ ! $off ]] || warn offload-off "switched off: $off" \
		"ethtool -K $dev, unless that was meant: it costs CPU and packet rate"
	[[ ! $missing ]] || note offload-missing "not there: $missing" \
		"the device does not have it, or what it needs is off"
}

check_log() {
	local pci=$1 regex level what todo count

	if ! dmesg >"$tmp/dmesg" 2>/dev/null &&
	   ! journalctl -k -b -o cat >"$tmp/dmesg" 2>/dev/null; then
		note log-unread "the kernel's log cannot be read" "run as root"
		return
	fi
	grep -F -e "ena $pci" -e ' ena: ' "$tmp/dmesg" >"$tmp/log" || return 0
	fact device-version "$(sed -n 's/.*ENA device version: //p' "$tmp/log" | tail -n 1)"
	((!seconds)) || return 0
	while IFS='|' read -r regex level what todo; do
		count=$(grep -cE "$regex" "$tmp/log" || true)
		((!count)) || found "$level" log \
			"the kernel log says $count times \"$(grep -oE -m 1 "$regex" "$tmp/log")\": $what" "$todo"
	done < <(grep -v "^#" "$lib/messages")
}

# What runs is what is on the disk
check_loaded() {
	local file loaded

	file=$modules/$running/$(winner_of "$running")
	if [[ $file == */ ]] || ! read_module "$file"; then
		return
	fi
	loaded=$(cat "$sys/module/ena/srcversion" 2>/dev/null || true)
	[[ $loaded != "$m_src" ]] || return 0
	warn not-loaded "the driver that runs is not ${file#"$root"} ($(describe))" \
		"reboot, or reload the driver: that cuts the network for a moment"
}

check_netdev() {
	local dev=$1 pci=$2 queues=0
	local -a cpu_of=()

	begin "interface $dev"
	fact pci "$pci"
	fact driver-version "$(cat "$sys/module/ena/version" 2>/dev/null || echo "the kernel's own")"
	fact mtu "$(cat "$sys/class/net/$dev/mtu" 2>/dev/null)"
	check_log "$pci"
	check_loaded
	if [[ $(cat "$sys/class/net/$dev/operstate") =~ down|dormant ]]; then
		if (($(cat "$sys/class/net/$dev/flags") & 1)); then
			warn link-down "it is up and has no carrier" \
				"is a reset under way? See the kernel log"
		else
			note admin-down "it is not up" "ip link set $dev up"
		fi
	fi
	if ! command -v ethtool >/dev/null; then
		note no-ethtool "ethtool is not installed: counters were not looked at"
		return
	fi
	ethtool -S "$dev" >"$tmp/ethtool.S" 2>/dev/null || true
	if ((seconds)); then
		cp "$tmp/ethtool.S" "$tmp/before"
		sleep "$seconds"
		ethtool -S "$dev" >"$tmp/after" 2>/dev/null || true
		growth "$tmp/before" "$tmp/after" >"$tmp/ethtool.S"
	fi
	sum_counters <"$tmp/ethtool.S" >"$tmp/sums"
	check_queues "$dev"
	read_interrupts "$pci"
	check_counters "$tmp/sums"
	check_spread "$dev"
	check_table "$dev" "$queues"
	check_interrupts "$pci"
	check_offloads "$dev"
}

check_device() {
	local pci=$1 dev=$sys/bus/pci/devices/$1 driver nets

	driver=$(readlink "$dev/driver" || true)
	driver=${driver##*/}
	nets=("$dev"/net/*)
	if [[ $driver == ena && ${#nets[@]} -gt 0 ]]; then
		check_netdev "${nets[0]##*/}" "$pci"
		return
	fi
	begin "device $pci"
	if [[ ! $driver ]]; then
		check_log "$pci"
		if [[ -d $sys/module/ena ]]; then
			fail not-bound "no driver has it, though ena is loaded: its probe failed" \
				"see the kernel log; modprobe -r ena; insmod the kernel's own copy; stop and start the instance"
		else
			fail not-bound "no driver has it, and ena is not loaded" "modprobe ena, and see what it says"
		fi
	elif [[ $driver != ena ]]; then
		note other-driver "it is driven by $driver"
	else
		note no-netdev "it has no network device here: in another network namespace, or not yet"
	fi
}

check_interfaces() {
	local pci devices

	mapfile -t devices < <(ena_devices)
	for pci in "${devices[@]}"; do
		check_device "$pci"
	done
	((${#devices[@]})) || [[ $part == all ]] || {
		place=system
		note no-device "there is no ENA device"
	}
}
