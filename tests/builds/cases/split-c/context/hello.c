#include <stdio.h>
#include <yaml.h>

int main(int argc, char **argv)
{
	FILE *file = fopen("words.txt", "r");
	yaml_parser_t parser;
	char word[16];
	int words = 0;

	if (!file || !yaml_parser_initialize(&parser))
		return 1;
	while (fscanf(file, "%15s", word) == 1)
		words++;
	printf("hello %s, %d words\n", argc > 1 ? argv[1] : "", words);
	return 0;
}
