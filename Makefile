# heapglass: build with `make`, see `make help`.
# SPDX-License-Identifier: GPL-3.0-or-later

MODE ?= release
BUILD ?= build/$(MODE)
PREFIX ?= /usr/local
DESTDIR ?=
ifeq ($(origin CC),default)
CC := cc
endif
CLANG ?= clang
PKG_CONFIG ?= pkg-config
CLANG_TIDY ?= clang-tidy
CLANG_FORMAT ?= clang-format
CPPCHECK ?= cppcheck
VERSION := 0.1.0

# How much the tests do: operations per policy, runs per fuzz target, seconds
# per target of `make fuzz` and which, programs at a time (empty: one per
# processor).
PROPERTY_OPS ?= 3000
FUZZ_RUNS ?= 3000
FUZZ_SECONDS ?= 10
FUZZ_TARGETS ?= $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
TEST_JOBS ?=

# --- flags ------------------------------------------------------------------
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wundef -Wvla
sanitizers := address,undefined
CFLAGS_release := -O2 -g
CFLAGS_debug := -O0 -g3
CFLAGS_asan := -O1 -g
CFLAGS_cov := -O0 -g
mode_debug := -DHEAP_DEBUG
mode_asan := -DHEAP_DEBUG -fsanitize=$(sanitizers) \
	-fno-sanitize-recover=all -fno-omit-frame-pointer
mode_cov := --coverage
ifeq ($(filter $(MODE),release debug asan cov),)
$(error MODE=$(MODE) is unknown: use MODE=release, debug, asan or cov)
endif
CFLAGS ?= $(CFLAGS_$(MODE))
WERROR ?=
std := -std=c11 -D_DEFAULT_SOURCE -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700
cppflags := -Isrc -DHEAPGLASS_VERSION='"$(VERSION)"' $(CPPFLAGS)
cflags := $(std) $(WARN) $(WERROR) $(mode_$(MODE)) $(CFLAGS)

ifeq ($(V),1)
Q :=
say = @:
else
Q := @
say = @printf '  %-5s %s\n'
endif

# --- packages: asked for only by the goals that need them ---------------------
goals := $(or $(MAKECMDGOALS),all)
no_packages := help clean format check-deps uninstall dist
test_goals := test tests test-unit test-long test-property test-faults test-scripts \
	test-screens golden lint
have = $(shell $(PKG_CONFIG) --exists $(1) 2>/dev/null && echo yes)
need = $(if $(call have,$(1)),,$(error $(2) is missing: apt-get install $(3)))
ifneq ($(filter-out $(no_packages),$(goals)),)
ifeq ($(shell command -v $(PKG_CONFIG)),)
$(error pkg-config is missing: apt-get install pkg-config)
endif
$(call need,ncursesw,ncurses,libncurses-dev)
$(call need,readline,GNU readline,libreadline-dev)
ifneq ($(filter $(test_goals),$(goals)),)
$(call need,cmocka,cmocka (for the tests),libcmocka-dev)
endif
ifneq ($(filter test tests test-screens golden lint,$(goals)),)
$(call need,vterm,libvterm (for the screen tests),libvterm-dev)
endif
ifneq ($(filter fuzz,$(goals)),)
ifeq ($(shell command -v $(CLANG)),)
$(error clang is missing (`make test` fuzzes without it): apt-get install clang)
endif
endif
endif
# ncursesw's flags would define _XOPEN_SOURCE anew
cflags_of = $(filter-out -D_XOPEN_SOURCE=% -D_DEFAULT_SOURCE,$(shell \
	$(PKG_CONFIG) --cflags $(1) 2>/dev/null))
libs_of = $(shell $(PKG_CONFIG) --libs $(1) 2>/dev/null)
app_cflags := $(call cflags_of,ncursesw readline)
app_libs := $(call libs_of,ncursesw) $(call libs_of,readline)
test_cflags := $(call cflags_of,cmocka) $(call cflags_of,vterm)
cmocka_libs := $(call libs_of,cmocka)
vterm_libs := $(call libs_of,vterm) -lutil

# --- files ------------------------------------------------------------------
allocator_src := $(wildcard src/allocator/*.c)
app_src := $(wildcard src/trace/*.c src/score/*.c src/session/*.c \
	src/repl/*.c src/tui/*.c src/app/*.c)
headers := $(wildcard src/*/*.h)
public_headers := $(addprefix src/allocator/,check.h error.h event.h heap.h \
	heap_state.h heap_survey.h iter.h mm.h policy.h status.h)
obj = $(patsubst src/%.c,$(BUILD)/obj/%.o,$(1))
program := $(BUILD)/heapglass
library := $(BUILD)/libheapglass.a
app_library := $(BUILD)/obj/app.a
flags_stamp := $(BUILD)/flags

.PHONY: all
all: $(program) $(library) ## build the program and the library
ifeq ($(BUILD),build/release)
	@ln -sf $(program) heapglass
endif

.PHONY: play
play: all ## build, and open a demo
	$(program) demos/first-blocks.heap

$(program): $(BUILD)/obj/main.o $(app_library) $(library)
	$(say) LINK $@
	$(Q)$(CC) $(cflags) $(LDFLAGS) -o $@ $^ $(app_libs) $(LDLIBS)

$(library): $(call obj,$(allocator_src))
$(app_library): $(call obj,$(app_src))
$(library) $(app_library) $(BUILD)/obj/tests/support.a: $(flags_stamp)
	@mkdir -p $(@D)
	$(say) AR $@
	$(Q)rm -f $@ && $(AR) rcs $@ $(filter %.o,$^)

$(BUILD)/obj/%.o: src/%.c $(flags_stamp)
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(cppflags) $(app_cflags) $(cflags) -MMD -MP -c -o $@ $<

# Rewritten when the compiler or a flag changes: then everything is rebuilt.
export flags_now := $(CC) $(cppflags) $(cflags) $(LDFLAGS) $(LDLIBS) $(app_cflags)
.PHONY: force
$(flags_stamp): force
	@mkdir -p $(@D)
	@printf '%s\n' "$$flags_now" | cmp -s - $@ || \
		printf '%s\n' "$$flags_now" >$@

-include $(shell find $(BUILD) build/fuzz -name '*.d' 2>/dev/null)

# --- bench: one program per bench file with a main, helpers linked into each --
bench_bin := $(addprefix $(BUILD)/bench/,bench replay replay-noevents memory \
	grow latency look travel map)
bench_main := $(patsubst %,bench/%.c,bench replay memory grow latency look \
	travel map)
bench_library := $(BUILD)/obj/bench/helpers.a
bench_obj = $(patsubst bench/%.c,$(BUILD)/obj/bench/%.o,$(1))
noevents_library := $(BUILD)/noevents/libheapglass.a

$(bench_library): $(call bench_obj,$(filter-out $(bench_main),$(wildcard \
	bench/*.c)))
$(noevents_library): $(patsubst src/%.c,$(BUILD)/noevents/%.o,$(allocator_src))
$(bench_library) $(noevents_library): $(flags_stamp)
	@mkdir -p $(@D)
	$(say) AR $@
	$(Q)rm -f $@ && $(AR) rcs $@ $(filter %.o,$^)
$(BUILD)/obj/bench/%.o: bench/%.c $(flags_stamp)
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(cppflags) $(cflags) -MMD -MP -c -o $@ $<
# The library with the observer's hook compiled out, to measure what it costs.
$(BUILD)/noevents/%.o: src/%.c $(flags_stamp)
	@mkdir -p $(@D)
	$(say) CC "$< (no events)"
	$(Q)$(CC) $(cppflags) -DHEAP_NO_EVENTS $(cflags) -MMD -MP -c -o $@ $<
$(BUILD)/bench/replay-noevents: $(BUILD)/obj/bench/replay.o $(noevents_library)
$(filter-out %-noevents,$(bench_bin)): $(BUILD)/bench/%: \
	$(BUILD)/obj/bench/%.o $(library)
$(BUILD)/bench/map: bench_libs := $(app_libs) -lutil
$(bench_bin): $(bench_library) $(app_library)
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(CC) $(cflags) $(LDFLAGS) -o $@ $(filter %.o,$^) $(bench_library) \
		$(app_library) $(filter %/libheapglass.a,$^) $(bench_libs) $(LDLIBS)

.PHONY: bench
bench: $(bench_bin) ## ours against other allocators, on TRACES=DIR if given
	@$(BUILD)/bench/bench $(if $(TRACES),--traces '$(TRACES)') \
		$(if $(JSON),--json='$(JSON)') $(BENCH_FLAGS)
ifeq ($(BENCH_FLAGS),)
	@echo 'instructions an operation, as make count has them'
	@BUILD=$(BUILD) sh bench/count.sh $(if $(JSON),--json='$(JSON)') \
		observer curve || [ $$? = 3 ]
endif

.PHONY: count
count: $(bench_bin) ## instructions an operation, by valgrind; COUNT=PART
	@BUILD=$(BUILD) sh bench/count.sh $(COUNT)

.PHONY: bench-docs
bench-docs: $(bench_bin) ## measure the tables of docs/BENCH.md anew
	@BUILD=$(BUILD) CC='$(CC)' FLAGS='$(CFLAGS)' CLASSIC='$(CLASSIC)' \
		CMU='$(CMU)' sh bench/docs.sh

# --- tests: one program per test_*.c, helpers beside it linked into each ------
test_obj = $(patsubst tests/%.c,$(BUILD)/obj/tests/%.o,$(1))
test_bin = $(patsubst tests/%.c,$(BUILD)/tests/%,$(1))
tests_in = $(wildcard tests/$(1)/test_*.c)
helpers_in = $(filter-out $(call tests_in,$(1)),$(wildcard tests/$(1)/*.c))
unit_bin := $(call test_bin,$(call tests_in,unit))
faults_bin := $(call test_bin,$(call tests_in,faults))
screens_bin := $(call test_bin,$(call tests_in,screens))
fuzz_src := $(wildcard tests/fuzz/fuzz_*.c)
fuzz_bin := $(call test_bin,$(fuzz_src))
property_bin := $(BUILD)/tests/property/property
scripts := $(patsubst %,"sh %",$(wildcard tests/scripts/run.sh \
	tests/scripts/test_*.sh))
test_programs := $(unit_bin) $(faults_bin) $(screens_bin) $(fuzz_bin) \
	$(property_bin)
.SECONDARY:

$(unit_bin): $(call test_obj,$(call helpers_in,unit))
$(faults_bin): $(call test_obj,$(call helpers_in,faults))
$(screens_bin): $(call test_obj,$(call helpers_in,screens))
$(fuzz_bin): $(call test_obj,$(filter-out $(fuzz_src),$(wildcard \
	tests/fuzz/*.c)))
$(screens_bin): test_libs := $(vterm_libs)
$(property_bin): $(call test_obj,$(call helpers_in,property))

# What several kinds of tests share; linked for what is used of it.
support_library := $(BUILD)/obj/tests/support.a
$(support_library): $(call test_obj,$(wildcard tests/support/*.c))
$(test_programs): $(support_library)

# The allocator's own tests need the library alone, as its users do.
library_tests := $(filter $(BUILD)/tests/unit/test_heap%,$(unit_bin)) \
	$(faults_bin) $(property_bin) $(BUILD)/tests/fuzz/fuzz_heap
$(filter-out $(library_tests),$(test_programs)): $(app_library)
$(filter-out $(library_tests),$(test_programs)): test_app = $(app_library) \
	$(library) $(app_libs)

# Steps over blocks are counted there.
$(BUILD)/tests/unit/test_watched: test_libs := -Wl,--wrap=block_iter_next

$(test_programs): $(BUILD)/tests/%: $(BUILD)/obj/tests/%.o $(library)
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(CC) $(cflags) $(LDFLAGS) -o $@ $(sort $(filter %.o,$^)) \
		$(support_library) $(test_app) $(library) $(cmocka_libs) $(test_libs) $(LDLIBS)

$(BUILD)/obj/tests/%.o: tests/%.c $(flags_stamp)
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(cppflags) -Itests $(test_cflags) $(cflags) -MMD -MP -c -o $@ $<

# One command a word: run.sh shows them by name, runs TEST_JOBS at a time.
run = @HEAPGLASS=$(abspath $(program)) BUILD=$(abspath $(BUILD)) MODE=$(MODE) \
	CC='$(CC)' TEST_JOBS=$(TEST_JOBS) \
	LSAN_OPTIONS=suppressions=$(CURDIR)/tests/lsan.supp:print_suppressions=0 \
	sh tests/run.sh
property_part = "$(property_bin) --ops $(PROPERTY_OPS) -p $(1)"
property_cmds := $(foreach part,explicit implicit segregated tlsf buddy,\
	$(call property_part,$(part)))
fuzz_cmds := $(foreach f,$(fuzz_bin),"$(f) --runs $(FUZZ_RUNS) \
	tests/fuzz/corpus/$(patsubst fuzz_%,%,$(notdir $(f)))")

.PHONY: tests
tests: $(test_programs) $(bench_bin) ## build the test programs, run none

.PHONY: test test-unit test-property test-faults test-scripts test-screens
test: all tests ## build and run every test
	$(run) $(property_cmds) $(scripts) $(screens_bin) $(faults_bin) \
		$(fuzz_cmds) $(unit_bin)
test-unit: $(unit_bin) ## tests of single modules
	$(run) $(unit_bin)
test-property: $(property_bin) ## random operations against a shadow model
	$(run) $(property_cmds)
test-faults: $(faults_bin) ## misuse and damage, one mistake a case
	$(run) $(faults_bin)
test-scripts: all $(bench_bin) ## demos and recorded sessions in batch mode
	$(run) $(scripts)
test-screens: all $(screens_bin) ## the screen, read back through libvterm
	$(run) $(screens_bin)

.PHONY: test-long
test-long: export TEST_TIMEOUT = 7200
test-long: $(property_bin) ## a million operations a policy, in 1 GB
	$(run) $(foreach part,explicit implicit segregated tlsf buddy,\
		"ulimit -v 1000000; $(property_bin) --ops 1000000 -p $(part)")

.PHONY: golden
golden: export GOLDEN = record
golden: all $(screens_bin) ## record the expected outputs anew; review the diff
	$(run) $(scripts) $(screens_bin)

# --- fuzz: libFuzzer, its own objects -----------------------------------------
fuzzer_bin := $(FUZZ_TARGETS:%=build/fuzz/fuzz_%)
fuzzer_cflags := $(std) -O1 -g -fsanitize=fuzzer-no-link,$(sanitizers) \
	-fno-sanitize-recover=all -DHEAP_DEBUG

.PHONY: fuzz
fuzz: $(fuzzer_bin) ## clang's libFuzzer, FUZZ_SECONDS a target
	@set -e; for f in $(fuzzer_bin); do \
		name=$${f##*/fuzz_}; mkdir -p build/fuzz/found/$$name; \
		seeds=tests/fuzz/corpus/$$name; [ -d $$seeds ] || seeds=; \
		echo "fuzz/$$name: $(FUZZ_SECONDS) s"; \
		$$f -max_total_time=$(FUZZ_SECONDS) -verbosity=0 -max_len=4096 \
			-print_final_stats=1 -artifact_prefix=build/fuzz/$$name- \
			build/fuzz/found/$$name $$seeds; \
	done

build/fuzz/%: build/fuzz/obj/tests/fuzz/%.o build/fuzz/obj/src.a
	$(say) LINK $@
	$(Q)$(CLANG) -fsanitize=fuzzer,$(sanitizers) -o $@ $^ $(app_libs)
build/fuzz/obj/src.a: $(patsubst %.c,build/fuzz/obj/%.o,$(allocator_src) \
		$(app_src) $(wildcard tests/support/*.c))
	$(Q)rm -f $@ && $(AR) rcs $@ $^
build/fuzz/obj/%.o: %.c
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CLANG) $(cppflags) -Itests $(app_cflags) $(fuzzer_cflags) -MMD -MP -c -o $@ $<

# --- lint -------------------------------------------------------------------
tidy_src := $(wildcard src/*.c bench/*.c) $(allocator_src) $(app_src)
tidy_stamps := $(patsubst %.c,$(BUILD)/lint/%.tidy,$(tidy_src))
header_stamps := $(patsubst %.h,$(BUILD)/lint/%.alone,$(headers))
lint_flags := $(cppflags) $(app_cflags) $(std)

.PHONY: lint lint-tools
lint: $(header_stamps) $(tidy_stamps) $(BUILD)/lint/mm $(BUILD)/lint/cppcheck
lint: ## headers alone, clang-tidy, cppcheck
	@echo 'lint: clean'
lint-tools:
	@for tool in $(CLANG_TIDY) $(CPPCHECK); do \
		command -v $$tool >/dev/null || { missing=1; \
		echo "lint: $$tool is missing: apt-get install $$tool" >&2; }; \
	done; [ -z "$$missing" ]
$(BUILD)/lint/%.alone: %.h $(headers) $(flags_stamp) | lint-tools
	@mkdir -p $(@D)
	$(Q)printf '#include "%s"\ntypedef int not_empty;\n' $(patsubst src/%,%,$<) | \
		$(CC) $(cppflags) $(app_cflags) $(cflags) -Werror -fsyntax-only \
		-x c - && touch $@
# The installed face: mm.h by itself, without the source tree's -I.
$(BUILD)/lint/mm: src/allocator/mm.h $(flags_stamp) | lint-tools
	@mkdir -p $(@D)
	$(Q)echo 'int main(void) { return mm_init(); }' | $(CC) -std=c11 $(WARN) \
		-Werror -fsyntax-only -include $< -x c - && touch $@
# uninitvar takes an out-parameter for a read; both compilers and clang-tidy
# look for the real thing.
$(BUILD)/lint/cppcheck: $(tidy_src) $(headers) | lint-tools
	@mkdir -p $(@D)
	$(say) LINT cppcheck
	$(Q)$(CPPCHECK) --quiet --std=c11 --enable=warning,portability,performance \
		--inline-suppr --suppress=uninitvar --suppress=ctuuninitvar \
		--error-exitcode=1 -Isrc $(tidy_src) && touch $@
$(BUILD)/lint/%.tidy: %.c $(headers) .clang-tidy | lint-tools
	@mkdir -p $(@D)
	$(say) LINT $<
	$(Q)$(CLANG_TIDY) --quiet $< -- $(lint_flags) 2>$@.log || \
		{ cat $@.log >&2; exit 1; }
	@touch $@

.PHONY: format
format: ## clang-format everything in place
	@command -v $(CLANG_FORMAT) >/dev/null || { \
		echo 'clang-format is missing: apt-get install clang-format' >&2; \
		exit 1; }
	find src tests bench -name '*.[ch]' -exec $(CLANG_FORMAT) -i {} +

.PHONY: check-deps
check-deps: ## fail on an upward or sideways include
	@sh tests/check-deps.sh

.PHONY: compdb
compdb: ## compile_commands.json for editors
	@{ sep='['; for c in $(tidy_src) $(wildcard tests/*/*.c); do \
		printf '%s\n  {"directory": "%s", "file": "%s", "command": "%s"}' \
			"$$sep" '$(CURDIR)' "$$c" \
			'$(CC) -Isrc -Itests $(std) $(WARN) $(app_cflags) '"-c $$c"; sep=,; \
	done; printf '\n]\n'; } >compile_commands.json

# --- install ----------------------------------------------------------------
root = $(DESTDIR)$(PREFIX)
man_page := $(BUILD)/heapglass.1
$(man_page): $(program)
	$(Q)$(program) --man >$@.new && mv $@.new $@

.PHONY: install uninstall
install: all $(man_page) ## into PREFIX (/usr/local), below DESTDIR
	install -d $(root)/bin $(root)/lib $(root)/include/heapglass \
		$(root)/share/man/man1 $(root)/share/doc/heapglass/demos
	install -m 755 $(program) $(root)/bin/heapglass
	install -m 644 $(library) $(root)/lib/libheapglass.a
	install -m 644 $(public_headers) $(root)/include/heapglass
	install -m 644 $(man_page) $(root)/share/man/man1/heapglass.1
	install -m 644 LICENSE $(wildcard README.md docs/*.md) \
		$(root)/share/doc/heapglass
	install -m 644 $(wildcard demos/*.*) $(root)/share/doc/heapglass/demos
uninstall: ## remove what install put there
	rm -f $(root)/bin/heapglass $(root)/lib/libheapglass.a \
		$(root)/share/man/man1/heapglass.1
	rm -rf $(root)/include/heapglass $(root)/share/doc/heapglass

.PHONY: dist
dist: ## the source of HEAD as a tar file
	@mkdir -p build
	git archive --prefix=heapglass-$(VERSION)/ \
		-o build/heapglass-$(VERSION).tar.gz HEAD

.PHONY: clean
clean: ## remove everything built
	rm -rf build heapglass compile_commands.json

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1:\2/p' Makefile | \
		awk -F : '{printf "  %-14s %s\n", $$1, $$2}'
	@echo '  Variables: MODE=release|debug|asan|cov, PREFIX, DESTDIR, CC, CFLAGS,'
	@echo '  V=1, WERROR=-Werror, PROPERTY_OPS, FUZZ_RUNS, FUZZ_SECONDS,'
	@echo '  FUZZ_TARGETS, TEST_JOBS, TRACES, JSON, BENCH_FLAGS, COUNT, CLASSIC, CMU'
