/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Mutates recordings record by record, so that references to names and blocks mostly hold; sometimes byte by byte. */
#include <cohmem/recording.h>
#include <string.h>

#include "input.h"

#define RECORDS 512u

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned int seed);

/* xorshift */
static uint32_t roll(unsigned int *state, uint32_t sides)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state % sides;
}

static size_t record_bytes(const struct cohmem_record *record)
{
	bool text = record->kind == COHMEM_RECORDED_NAME || record->kind == COHMEM_RECORDED_WHY;

	return sizeof(*record) + (text && record->size <= COHMEM_RECORDING_NAME_BYTES
					  ? (record->size + 7) / 8 * 8
					  : 0);
}

/* Find the offsets of records, and of the end of the last complete one; returns the number of records. */
static size_t find_records(const uint8_t *data, size_t size, size_t *at)
{
	struct cohmem_record record;
	size_t count = 0, offset = 0;

	while (count < RECORDS && size - offset >= sizeof(record)) {
		memcpy(&record, data + offset, sizeof(record));
		if (record_bytes(&record) > size - offset)
			break;
		at[count++] = offset;
		offset += record_bytes(&record);
	}
	at[count] = offset;
	return count;
}

/* Small or huge, nothing in between: areas of gigabytes would take most of the time, and are tested elsewhere. */
static uint64_t some_number(unsigned int *state)
{
	static const uint64_t ends[] = {0, 1, 4095, 4096, INT64_MAX, UINT64_MAX - 4095, UINT64_MAX};

	switch (roll(state, 5)) {
	case 0:
		return ends[roll(state, 7)];
	case 1:
		return (uint64_t)1 << roll(state, 28);
	case 2:
		return UINT64_MAX >> roll(state, 24);
	default:
		return roll(state, 64) * 1024u;
	}
}

static void change_field(struct cohmem_record *record, unsigned int *state)
{
	switch (roll(state, 9)) {
	case 0:
		record->time = some_number(state);
		break;
	case 1:
		record->addr =
			record->kind == COHMEM_RECORDED_NAME ? roll(state, 8) : some_number(state);
		break;
	case 2:
		record->size = some_number(state);
		break;
	case 3:
		record->device = roll(state, 6);
		break;
	case 4:
		record->task = roll(state, 6);
		break;
	case 5:
		record->caller = roll(state, 6);
		break;
	case 6:
		record->kind = (uint16_t)roll(state, COHMEM_RECORDED_AREA_END + 2);
		break;
	case 7:
		record->flags = (uint16_t)roll(state, 128);
		break;
	default:
		record->granule_shift = roll(state, 24);
	}
}

/* Make room for @bytes at @at; false if there is not enough. */
static bool open_gap(uint8_t *data, size_t *size, size_t most, size_t at, size_t bytes)
{
	if (bytes > most - *size)
		return false;
	memmove(data + at + bytes, data + at, *size - at);
	*size += bytes;
	return true;
}

/* Insert a copy of record @from before record @to. */
static size_t copy_record(uint8_t *data, size_t size, size_t most, const size_t *at, size_t from,
			  size_t to)
{
	uint8_t copy[sizeof(struct cohmem_record) + COHMEM_RECORDING_NAME_BYTES];
	size_t bytes = at[from + 1] - at[from];

	memcpy(copy, data + at[from], bytes);
	if (open_gap(data, &size, most, at[to], bytes))
		memcpy(data + at[to], copy, bytes);
	return size;
}

static size_t new_record(uint8_t *data, size_t size, size_t most, size_t at, unsigned int *state)
{
	struct cohmem_record record = {.kind = COHMEM_RECORDED_ALLOC, .size = 4096};

	for (unsigned int i = roll(state, 6); i; i--)
		change_field(&record, state);
	if (record.kind == COHMEM_RECORDED_NAME || record.kind == COHMEM_RECORDED_WHY)
		record.size %= 24;
	if (!open_gap(data, &size, most, at, record_bytes(&record)))
		return size;
	memset(data + at, 'a' + (int)roll(state, 3), record_bytes(&record));
	memcpy(data + at, &record, sizeof(record));
	return size;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned int seed)
{
	size_t at[RECORDS + 1], count = find_records(data, size, at), one;
	unsigned int state = seed | 1;
	struct cohmem_record record;

	if (roll(&state, 8) == 0)
		return LLVMFuzzerMutate(data, size, most);
	one = roll(&state, (uint32_t)count + 1);
	if (one == count || roll(&state, 4) == 0)
		return new_record(data, size, most, at[one], &state);
	switch (roll(&state, 4)) {
	case 0:
		return copy_record(data, size, most, at, one, roll(&state, (uint32_t)count));
	case 1:
		memmove(data + at[one], data + at[one + 1], size - at[one + 1]);
		return size - (at[one + 1] - at[one]);
	default:
		memcpy(&record, data + at[one], sizeof(record));
		change_field(&record, &state);
		memcpy(data + at[one], &record, sizeof(record));
		return size;
	}
}
