/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/*
 * Runs oracle.c on cohmem, for the compatible devices of a device tree and with the areas that the tree gives them.
 *
 * usage: host TREE [NAME=VALUE]..., with parameters of the module
 */
#include <cohmem/cohmem.h>
#include <cohmem/dt.h>
#include <cohmem/kernel.h>
#include <libfdt.h>
#include <linux/platform_device.h>
#include <stdio.h>

/* Device address of generic memory; no pool overlaps it. */
#define GENERIC 0x1000000ULL
#define CHUNK   ((size_t)2 << 20)

static unsigned long long tree[1 << 17];

static char compatible_value[] = "cohmem,oracle";
static struct property compatible = {.name = (char *)"compatible",
				     .value = compatible_value,
				     .length = sizeof(compatible_value)};
static struct device_node node = {.full_name = "oracle", .properties = &compatible};

static void print(void *ctx, int level, const struct device *dev, const char *text)
{
	(void)ctx, (void)level;
	printf("%s%s%s\n", dev ? dev_name(dev) : "", dev ? ": " : "", text);
}

/* Make the name that of_device_make_bus_id() gives to a device that has no registers. */
static void make_name(char *name, const char *path)
{
	while (*path++)
		*name++ = *path == '/' ? ':' : *path;
}

static int add_device(int at)
{
	struct platform_device *pdev;
	char path[256], name[256];
	int err;

	if (fdt_get_path(tree, at, path, sizeof(path)))
		return -EINVAL;
	make_name(name, path);
	pdev = platform_device_alloc(name, PLATFORM_DEVID_NONE);
	if (!pdev)
		return -ENOMEM;
	pdev->dev.of_node = &node;
	pdev->dev.coherent_dma_mask = DMA_BIT_MASK(64);
	err = cohmem_dt_attach(tree, path, &pdev->dev);
	/* As in oracle_probe(), -ENODEV (no memory-region) is not an error, and other errors are printed. */
	if (!err || err == -ENODEV)
		return platform_device_add(pdev);
	printf("oracle %s: memory-region: %d\n", name, err);
	platform_device_put(pdev);
	return 0;
}

static int add_pools(void)
{
	struct cohmem_dt_pool pool = {0};
	struct cohmem_region *region;
	int err = 0;

	while (!err && cohmem_dt_next_pool(tree, &pool)) {
		if (pool.use == COHMEM_DT_DMA_POOL && !pool.dynamic)
			err = cohmem_ram_region_create(pool.range[0].base,
						       (size_t)pool.range[0].size, 0, &region);
	}
	return err;
}

static int add_devices(void)
{
	int err = 0, at = -1;

	while (!err && (at = fdt_node_offset_by_compatible(tree, at, compatible_value)) >= 0)
		err = add_device(at);
	return err;
}

int main(int argc, char **argv)
{
	FILE *file = argc > 1 ? fopen(argv[1], "rb") : NULL;
	size_t bytes = file ? fread(tree, 1, sizeof(tree), file) : 0;

	cohmem_set_log(print, NULL);
	if (cohmem_dt_check(tree, bytes, NULL))
		return 2;
	fclose(file);
	if (cohmem_ram_attach_all(GENERIC, CHUNK) || add_pools() || add_devices())
		return 1;
	return cohmem_load_modules(argc - 1, argv + 1) ? 1 : 0;
}
