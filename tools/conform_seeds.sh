#!/bin/sh
# Hold the mocks to their word by many seeds, each in a tenth of the usual time: tools/conform_seeds.sh HARNESS APIS SEEDS
# Whatever is found there is a false alarm. What the time does not suffice for is none: 5.
set -eu
harness=$1
apis=$2
seeds=$3

for seed in $(seq 1 "$seeds"); do
	for api in $apis; do
		code=0
		"$harness" --quiet conform "$api" --mock --seed "$seed" --time-limit 16 --no-store --journal "" --corpus "" \
			>"reports/conformance/$api-seed.txt" || code=$?
		tail -n 1 "reports/conformance/$api-seed.txt"
		if [ "$code" != 0 ] && [ "$code" != 5 ]; then
			cat "reports/conformance/$api-seed.txt"
			exit "$code"
		fi
	done
done
