/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* Device tree nodes: properties, and matching with drivers. */
#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/of_device.h>

struct property *of_find_property(const struct device_node *np, const char *name, int *lenp)
{
	struct property *p = np ? np->properties : NULL;

	while (p && strcmp(p->name, name))
		p = p->next;
	if (p && lenp)
		*lenp = p->length;
	return p;
}

const void *of_get_property(const struct device_node *np, const char *name, int *lenp)
{
	const struct property *p = of_find_property(np, name, lenp);

	return p ? p->value : NULL;
}

/* The value of a property that has at least @bytes, or an ERR_PTR(). */
static const void *value_of(const struct device_node *np, const char *name, size_t bytes)
{
	const struct property *p = of_find_property(np, name, NULL);

	if (!p)
		return ERR_PTR(-EINVAL);
	if (!p->value)
		return ERR_PTR(-ENODATA);
	return bytes > (size_t)p->length ? ERR_PTR(-EOVERFLOW) : p->value;
}

int of_property_read_u32_array(const struct device_node *np, const char *name, u32 *out,
			       size_t count)
{
	const __be32 *value = value_of(np, name, size_mul(count, sizeof(*value)));

	if (IS_ERR(value))
		return (int)PTR_ERR(value);
	for (size_t i = 0; i < count; i++)
		out[i] = be32_to_cpu(value[i]);
	return 0;
}

int of_property_read_u32_index(const struct device_node *np, const char *name, u32 index, u32 *out)
{
	const __be32 *value = value_of(np, name, ((size_t)index + 1) * sizeof(*value));

	if (IS_ERR(value))
		return (int)PTR_ERR(value);
	*out = be32_to_cpu(value[index]);
	return 0;
}

int of_property_read_u64(const struct device_node *np, const char *name, u64 *out)
{
	u32 halves[2];
	int err = of_property_read_u32_array(np, name, halves, 2);

	if (!err)
		*out = (u64)halves[0] << 32 | halves[1];
	return err;
}

int of_property_read_string(const struct device_node *np, const char *name, const char **out)
{
	const struct property *p = of_find_property(np, name, NULL);
	const char *value = value_of(np, name, 0);

	if (IS_ERR(value))
		return (int)PTR_ERR(value);
	if (strnlen(value, (size_t)p->length) >= (size_t)p->length)
		return -EILSEQ;
	*out = value;
	return 0;
}

int of_property_read_string_index(const struct device_node *np, const char *name, int index,
				  const char **out)
{
	const struct property *p = of_find_property(np, name, NULL);
	const char *at = value_of(np, name, 0), *end;

	if (IS_ERR(at))
		return (int)PTR_ERR(at);
	for (end = at + p->length; at < end; at += strlen(at) + 1) {
		if (strnlen(at, (size_t)(end - at)) == (size_t)(end - at))
			return -EILSEQ;
		if (index-- == 0) {
			*out = at;
			return 0;
		}
	}
	return -ENODATA;
}

int of_property_match_string(const struct device_node *np, const char *name, const char *string)
{
	const char *one;
	int err;

	for (int i = 0; !(err = of_property_read_string_index(np, name, i, &one)); i++) {
		if (!strcmp(one, string))
			return i;
	}
	return err;
}

int of_device_is_compatible(const struct device_node *np, const char *compatible)
{
	const char *string;
	int index = 0;

	/* The strings are ordered from specific to generic, so the first ones score higher. Case is ignored. */
	while (of_property_read_string_index(np, "compatible", index, &string) == 0) {
		if (!strcasecmp(string, compatible))
			return INT_MAX / 2 - index;
		index++;
	}
	return 0;
}

const struct of_device_id *of_match_node(const struct of_device_id *matches,
					 const struct device_node *np)
{
	const struct of_device_id *best = NULL;
	int best_score = 0;

	for (; matches && np && matches->compatible[0]; matches++) {
		int score = of_device_is_compatible(np, matches->compatible);

		if (score > best_score) {
			best = matches;
			best_score = score;
		}
	}
	return best;
}

const struct of_device_id *of_match_device(const struct of_device_id *matches,
					   const struct device *dev)
{
	return of_match_node(matches, dev->of_node);
}

const void *of_device_get_match_data(const struct device *dev)
{
	const struct of_device_id *match =
		dev->driver ? of_match_device(dev->driver->of_match_table, dev) : NULL;

	return match ? match->data : NULL;
}
