// SPDX-License-Identifier: GPL-2.0-only
/*
 * A QEMU plugin that counts what the guest's kernel executes on behalf of one
 * driver: every instruction between the entry of a function it was told of and
 * its return, interrupts in between excepted, and every instruction of the
 * driver's own text.
 *
 * usage: -plugin file=plugin.so,out=FILE
 *
 * The guest steers it: an instruction that does nothing, mark[] below, is a
 * command in rdi with arguments in rsi and rdx. FILE gets, for each window, one
 * line "window LABEL ASTRAY STORES PUSHED LINES": how often the return of an entry
 * point was missed; stores of modules to the range of CMD_RANGE and, by the functions
 * of CMD_WATCH too, to that of CMD_PUSH; and how many lines of 64 bytes the driver's
 * own text has touched, anew in each call of an entry point. Then, for each piece of
 * straight code, a line "ADDRESS INSNS FENCES LOCKED OUT TX POLL POLLTX": where, how
 * many instructions, barriers and locked ones it has, and how often it ran in each
 * context.
 *
 * A string instruction with a repeat prefix counts as one.
 */
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qemu-plugin.h"

/* nopl 0x4b425530(%rax,%rax) */
static const uint8_t mark[8] = { 0x0f, 0x1f, 0x84, 0, 0x30, 0x55, 0x42, 0x4b };

enum command {
	CMD_START = 1,		/* a window */
	CMD_STOP,		/* ... it ends; rsi: its label */
	CMD_OWN,		/* rsi, rdx: first and last + 1 of the driver's text */
	CMD_FLAG,		/* rsi: address; rdx: enum flag */
	CMD_FORGET,		/* own text, range, entries of modules */
	CMD_RANGE,		/* rsi, rdx: stores to these addresses are counted */
	CMD_PUSH,		/* ... and to these, on their own */
	CMD_WATCH,		/* rsi, rdx: text whose stores are looked at */
};

enum flag {
	FLAG_TX = 1,		/* entry: ndo_start_xmit and the like */
	FLAG_POLL = 2,		/* entry: NAPI poll */
	FLAG_IRQ = 4,		/* entry of an interrupt or exception */
};

#define KERNEL_START	0xffffffff80000000ULL
#define MODULES_START	0xffffffffa0000000ULL
#define CONTEXTS	4	/* none, Tx, poll, Tx within poll */
#define BUCKETS		65536
#define WATCHED		8
#define LINE_BITS	6

struct place {
	uint64_t pc;
	uint32_t flags;
	struct place *next;
};

struct block {
	uint64_t pc;
	uint64_t last_pc;
	uint32_t insns;
	uint32_t fences;
	uint32_t locked;
	bool iret;
	bool rep;		/* one instruction, with repeat prefix */
	const struct place *place;
	uint64_t runs[CONTEXTS];
	struct block *next;
};

struct range {
	uint64_t start;
	uint64_t end;
};

/* What a CPU is doing; the first is for QEMU's own code */
struct cpu {
	uint64_t active;	/* in an entry point's call */
	uint64_t call;		/* which one, of all CPUs' */
	uint64_t irqs;		/* nested in it */
	uint64_t ret[2];	/* where the entry points return to */
	unsigned int depth;
	unsigned int context;
	uint64_t last_pc;
};

/* CPUs translate at the same time */
static pthread_mutex_t lists = PTHREAD_MUTEX_INITIALIZER;
static struct place *places[BUCKETS];
static struct block *blocks[BUCKETS];
static struct qemu_plugin_scoreboard *cpus;
static struct qemu_plugin_register *regs[4];
static __thread GByteArray *bytes_read;
static struct range own, doorbells, push, watched[WATCHED];
static unsigned int watched_count;
static uint64_t stores, pushed, lines, calls, astray;
/* The call that has touched a line last; lines that share a bucket count as new */
static struct {
	uint64_t line;
	uint64_t call;
} touched[BUCKETS];
static bool on;
static FILE *out;

static unsigned int bucket(uint64_t pc)
{
	return (pc ^ pc >> 16) % BUCKETS;
}

static struct place *place_get(uint64_t pc)
{
	struct place **slot = &places[bucket(pc)], *p;

	for (p = *slot; p; p = p->next)
		if (p->pc == pc)
			return p;

	p = calloc(1, sizeof(*p));
	p->pc = pc;
	p->next = *slot;
	return *slot = p;
}

static struct block *block_get(uint64_t pc, uint32_t insns)
{
	struct block **slot = &blocks[bucket(pc)], *b;

	for (b = *slot; b; b = b->next)
		if (b->pc == pc && b->insns == insns)
			return b;

	b = calloc(1, sizeof(*b));
	b->pc = pc;
	b->insns = insns;
	b->place = place_get(pc);
	b->next = *slot;
	return *slot = b;
}

static bool is_in(const struct range *range, uint64_t addr)
{
	return addr >= range->start && addr < range->end;
}

static bool is_own(uint64_t pc)
{
	return is_in(&own, pc);
}

static bool is_watched(uint64_t pc)
{
	unsigned int i;

	for (i = 0; i < watched_count; i++)
		if (is_in(&watched[i], pc))
			return true;
	return false;
}

/* Each CPU has its thread */
static GByteArray *buffer(void)
{
	if (!bytes_read)
		bytes_read = g_byte_array_new();

	bytes_read->len = 0;
	return bytes_read;
}

static uint64_t reg_read(struct qemu_plugin_register *reg)
{
	GByteArray *bytes = buffer();
	uint64_t val = 0;

	if (qemu_plugin_read_register(reg, bytes) == sizeof(val))
		memcpy(&val, bytes->data, sizeof(val));
	return val;
}

/* At the entry of a function, what its return will pop */
static uint64_t return_address(void)
{
	uint64_t sp = reg_read(regs[3]), val = 0;
	GByteArray *bytes = buffer();

	if (qemu_plugin_read_memory_vaddr(sp, bytes, sizeof(val)))
		memcpy(&val, bytes->data, sizeof(val));
	return val;
}

static void enter(struct cpu *cpu, uint32_t flags)
{
	cpu->ret[cpu->depth++] = return_address();
	cpu->context |= flags;
	cpu->active = 1;
	cpu->call = ++calls;
}

static void leave(struct cpu *cpu)
{
	cpu->depth--;
	/* What is left is the poll that sent */
	cpu->context = cpu->depth ? FLAG_POLL : 0;
	cpu->active = cpu->depth;
}

static void count(struct cpu *cpu, struct block *b)
{
	bool again = b->rep && cpu->last_pc == b->pc;

	cpu->last_pc = b->last_pc;
	if (on && !again && (cpu->context || is_own(b->pc)))
		b->runs[cpu->context]++;
}

static void run(unsigned int vcpu, void *data)
{
	struct cpu *cpu = qemu_plugin_scoreboard_find(cpus, vcpu);
	struct block *b = data;
	uint32_t flags = b->place->flags;

	if (cpu->irqs) {
		cpu->irqs += !!(flags & FLAG_IRQ);
		cpu->irqs -= b->iret;
		if (on && is_own(b->pc))
			b->runs[0]++;
		return;
	}

	if (cpu->depth && b->pc == cpu->ret[cpu->depth - 1])
		leave(cpu);
	if (cpu->depth && flags & FLAG_IRQ) {
		cpu->irqs = 1;
		return;
	}
	if (flags & (FLAG_TX | FLAG_POLL) && !(cpu->context & FLAG_TX) &&
	    !(cpu->context & flags))
		enter(cpu, flags);
	count(cpu, b);
}

static void touch(const struct cpu *cpu, uint64_t addr)
{
	uint64_t line = addr >> LINE_BITS;
	unsigned int i = bucket(line);

	if (touched[i].line == line && touched[i].call == cpu->call)
		return;

	touched[i].line = line;
	touched[i].call = cpu->call;
	lines++;
}

static void access_mem(unsigned int vcpu, qemu_plugin_meminfo_t info,
		       uint64_t addr, void *data)
{
	const struct cpu *cpu = qemu_plugin_scoreboard_find(cpus, vcpu);
	const struct block *b = data;

	if (!on)
		return;

	if (qemu_plugin_mem_is_store(info)) {
		stores += is_in(&doorbells, addr);
		pushed += is_in(&push, addr);
	}
	if (cpu->context && !cpu->irqs && is_own(b->pc))
		touch(cpu, addr);
}

static void window_clear(void)
{
	struct block *b;
	unsigned int i;

	for (i = 0; i < BUCKETS; i++)
		for (b = blocks[i]; b; b = b->next)
			memset(b->runs, 0, sizeof(b->runs));
	stores = 0;
	pushed = 0;
	lines = 0;
	astray = 0;
}

static void window_write(uint64_t label)
{
	const struct block *b;
	unsigned int i;

	fprintf(out, "window %llu %llu %llu %llu %llu\n",
		(unsigned long long)label, (unsigned long long)astray,
		(unsigned long long)stores, (unsigned long long)pushed,
		(unsigned long long)lines);
	for (i = 0; i < BUCKETS; i++)
		for (b = blocks[i]; b; b = b->next)
			if (b->runs[0] | b->runs[1] | b->runs[2] | b->runs[3])
				fprintf(out, "%llx %u %u %u %llu %llu %llu %llu\n",
					(unsigned long long)b->pc, b->insns,
					b->fences, b->locked,
					(unsigned long long)b->runs[0],
					(unsigned long long)b->runs[1],
					(unsigned long long)b->runs[2],
					(unsigned long long)b->runs[3]);
	fflush(out);
}

static void forget(void)
{
	struct place *p;
	unsigned int i;

	memset(&own, 0, sizeof(own));
	memset(&doorbells, 0, sizeof(doorbells));
	memset(&push, 0, sizeof(push));
	for (i = 0; i < BUCKETS; i++)
		for (p = places[i]; p; p = p->next)
			if (p->pc >= MODULES_START)
				p->flags = 0;
}

static void command(unsigned int vcpu, void *data)
{
	struct cpu *cpu = qemu_plugin_scoreboard_find(cpus, vcpu);
	uint64_t cmd = reg_read(regs[0]);
	uint64_t a = reg_read(regs[1]);
	uint64_t b = reg_read(regs[2]);

	/* A program runs here, so no entry point's call does */
	astray += cpu->depth;
	memset(cpu, 0, sizeof(*cpu));
	switch (cmd) {
	case CMD_START:
		window_clear();
		on = true;
		break;
	case CMD_STOP:
		on = false;
		window_write(a);
		break;
	case CMD_OWN:
		own = (struct range){ a, b };
		break;
	case CMD_FLAG:
		place_get(a)->flags |= b;
		break;
	case CMD_FORGET:
		forget();
		break;
	case CMD_RANGE:
		doorbells = (struct range){ a, b };
		break;
	case CMD_PUSH:
		push = (struct range){ a, b };
		break;
	case CMD_WATCH:
		if (watched_count < WATCHED)
			watched[watched_count++] = (struct range){ a, b };
		break;
	}
}

static bool is_rep(const uint8_t *insn)
{
	uint8_t op = insn[1];

	if (insn[0] != 0xf2 && insn[0] != 0xf3)
		return false;
	if ((op & 0xf0) == 0x40)
		op = insn[2];
	return (op >= 0xa4 && op <= 0xa7) || (op >= 0xaa && op <= 0xaf);
}

static bool is_fence(const uint8_t *insn)
{
	return insn[0] == 0x0f && insn[1] == 0xae && insn[2] >= 0xe8;
}

static bool is_locked(const uint8_t *insn)
{
	bool lock = false;

	for (; insn[0] == 0x66 || insn[0] == 0xf0 || (insn[0] & 0xf0) == 0x40;
	     insn++)
		lock |= insn[0] == 0xf0;
	/* xchg with memory needs no prefix */
	return lock || ((insn[0] == 0x86 || insn[0] == 0x87) && insn[1] < 0xc0);
}

static void insn_bytes(const struct qemu_plugin_insn *insn, uint8_t bytes[16])
{
	memset(bytes, 0, 16);
	qemu_plugin_insn_data(insn, bytes, 15);
}

static void translate_kernel(struct qemu_plugin_tb *tb, uint64_t pc, size_t n)
{
	qemu_plugin_u64 active = { cpus, offsetof(struct cpu, active) };
	struct block *b = block_get(pc, n);
	struct qemu_plugin_insn *insn = NULL;
	uint8_t bytes[16];
	size_t i;

	b->fences = 0;
	b->locked = 0;
	for (i = 0; i < n; i++) {
		insn = qemu_plugin_tb_get_insn(tb, i);
		insn_bytes(insn, bytes);
		b->fences += is_fence(bytes);
		b->locked += is_locked(bytes);
		if (pc >= MODULES_START || is_watched(pc))
			qemu_plugin_register_vcpu_mem_cb(insn, access_mem,
							 QEMU_PLUGIN_CB_NO_REGS,
							 QEMU_PLUGIN_MEM_RW, b);
	}

	/* insn, bytes: the last one */
	b->last_pc = qemu_plugin_insn_vaddr(insn);
	b->iret = bytes[0] == 0x48 && bytes[1] == 0xcf;
	b->rep = n == 1 && is_rep(bytes);

	/* Entry points are in modules: of those, the stack pointer is of interest */
	if (pc >= MODULES_START)
		qemu_plugin_register_vcpu_tb_exec_cb(tb, run,
						     QEMU_PLUGIN_CB_R_REGS, b);
	else
		qemu_plugin_register_vcpu_tb_exec_cond_cb(tb, run,
							  QEMU_PLUGIN_CB_NO_REGS,
							  QEMU_PLUGIN_COND_NE,
							  active, 0, b);
}

static void translate_user(struct qemu_plugin_tb *tb)
{
	size_t i, n = qemu_plugin_tb_n_insns(tb);
	struct qemu_plugin_insn *insn;
	uint8_t bytes[16];

	for (i = 0; i < n; i++) {
		insn = qemu_plugin_tb_get_insn(tb, i);
		if (qemu_plugin_insn_size(insn) != sizeof(mark))
			continue;
		insn_bytes(insn, bytes);
		if (!memcmp(bytes, mark, sizeof(mark)))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, command,
							       QEMU_PLUGIN_CB_R_REGS,
							       NULL);
	}
}

static void translate(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	uint64_t pc = qemu_plugin_tb_vaddr(tb);

	if (pc < KERNEL_START) {
		translate_user(tb);
		return;
	}

	pthread_mutex_lock(&lists);
	translate_kernel(tb, pc, qemu_plugin_tb_n_insns(tb));
	pthread_mutex_unlock(&lists);
}

static void vcpu_init(qemu_plugin_id_t id, unsigned int vcpu)
{
	static const char * const names[] = { "rdi", "rsi", "rdx", "rsp" };
	GArray *all = qemu_plugin_get_registers();
	qemu_plugin_reg_descriptor *desc = (void *)all->data;
	unsigned int i, k;

	for (i = 0; i < all->len; i++)
		for (k = 0; k < 4; k++)
			if (!strcmp(desc[i].name, names[k]))
				regs[k] = desc[i].handle;
}

static void finish(qemu_plugin_id_t id, void *data)
{
	fclose(out);
}

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id,
					   const qemu_info_t *info, int argc,
					   char **argv)
{
	int i;

	for (i = 0; i < argc; i++)
		if (!strncmp(argv[i], "out=", 4))
			out = fopen(argv[i] + 4, "w");
	if (!out) {
		fprintf(stderr, "plugin: no file to write to\n");
		return -1;
	}

	cpus = qemu_plugin_scoreboard_new(sizeof(struct cpu));
	qemu_plugin_register_vcpu_init_cb(id, vcpu_init);
	qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
	qemu_plugin_register_atexit_cb(id, finish, NULL);
	return 0;
}
