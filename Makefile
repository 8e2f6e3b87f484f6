# heapglass: build with `make`, see `make help`.
# SPDX-License-Identifier: GPL-3.0-or-later

MODE ?= release
BUILD ?= build/$(MODE)
PREFIX ?= /usr/local
DESTDIR ?=
CC ?= cc
AR ?= ar
PKG_CONFIG ?= pkg-config
VERSION := 0.1.0

# --- flags ------------------------------------------------------------------
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wundef -Wvla
CFLAGS_release := -O2 -g
CFLAGS_debug := -O0 -g3 -DHEAP_DEBUG
CFLAGS_asan := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer -DHEAP_DEBUG
CFLAGS_cov := -O0 -g --coverage
LDFLAGS_asan := -fsanitize=address,undefined
LDFLAGS_cov := --coverage
ifeq ($(filter $(MODE),release debug asan cov),)
$(error MODE=$(MODE) is unknown: use MODE=release, debug, asan or cov)
endif
CFLAGS ?= $(CFLAGS_$(MODE))
LDFLAGS ?= $(LDFLAGS_$(MODE))
WERROR ?=
std := -std=c11 -D_DEFAULT_SOURCE -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700
cppflags := -Isrc -DHEAPGLASS_VERSION='"$(VERSION)"' $(CPPFLAGS)
cflags := $(std) $(WARN) $(WERROR) $(CFLAGS)

ifeq ($(V),1)
Q :=
say = @:
else
Q := @
say = @printf '  %-5s %s\n'
endif

# --- packages: only goals that compile the program need them ------------------
no_packages := help clean format check-deps uninstall
ifneq ($(filter-out $(no_packages),$(or $(MAKECMDGOALS),all)),)
have = $(shell $(PKG_CONFIG) --exists $(1) 2>/dev/null && echo yes)
ifeq ($(shell command -v $(PKG_CONFIG)),)
$(error pkg-config is missing: apt-get install pkg-config)
endif
ifneq ($(call have,ncursesw),yes)
$(error ncurses is missing: apt-get install libncurses-dev)
endif
ifneq ($(call have,readline),yes)
$(error GNU readline is missing: apt-get install libreadline-dev)
endif
endif
curses_cflags := $(shell $(PKG_CONFIG) --cflags ncursesw 2>/dev/null)
curses_libs := $(shell $(PKG_CONFIG) --libs ncursesw 2>/dev/null)
readline_cflags := $(shell $(PKG_CONFIG) --cflags readline 2>/dev/null)
readline_libs := $(shell $(PKG_CONFIG) --libs readline 2>/dev/null)

# --- files ------------------------------------------------------------------
allocator_src := $(wildcard src/allocator/*.c)
app_src := $(wildcard src/trace/*.c src/session/*.c src/repl/*.c src/tui/*.c)
obj = $(patsubst src/%.c,$(BUILD)/obj/%.o,$(1))
allocator_obj := $(call obj,$(allocator_src))
app_obj := $(call obj,$(app_src))
program := $(BUILD)/heapglass
library := $(BUILD)/libheapglass.a

.PHONY: all
all: $(program) $(library) ## build the program and the library
ifeq ($(MODE)-$(BUILD),release-build/release)
	@ln -sf $(program) heapglass
endif

$(program): $(BUILD)/obj/main.o $(app_obj) $(library)
	$(say) LINK $@
	$(Q)$(CC) $(cflags) -o $@ $(BUILD)/obj/main.o $(app_obj) $(library) \
		$(LDFLAGS) $(curses_libs) $(readline_libs)

$(library): $(allocator_obj)
	$(say) AR $@
	$(Q)rm -f $@ && $(AR) rcs $@ $(allocator_obj)

$(BUILD)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(cppflags) $(curses_cflags) $(readline_cflags) $(cflags) \
		-MMD -MP -c -o $@ $<

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

.PHONY: clean
clean: ## remove everything built
	rm -rf build heapglass

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  %-12s %s\n", $$1, $$2}' \
		$(MAKEFILE_LIST)
	@echo '  MODE=release|debug|asan|cov, PREFIX, DESTDIR, CC, CFLAGS, V=1'
