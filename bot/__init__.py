"""Pleinwacht: keeps an eye on a school's class chats and hands what needs an adult to the right adult."""
